package plans

import "yian/care"

// ActivityDay is the row of the catalogue that a site's monthly day is ordered by.
const ActivityDay care.OfferingID = "activity-day"
