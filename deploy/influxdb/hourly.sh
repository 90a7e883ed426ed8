#!/bin/sh
# The bucket for summaries of hours, made by the image at its first start. On an
# InfluxDB that is there already run the last line by hand, before readings get a limit:
#   influx bucket update --id … --retention 90d
# Yian must have summarised them first: yian_readings_hours_behind_seconds is 0.
set -eu
influx bucket create --org yian --name yian/hourly --retention "${HOURLY_DAYS:-1826}d"
