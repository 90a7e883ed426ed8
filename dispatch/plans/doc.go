// Package plans makes orders ahead of time, again and again (服务计划): lunch every
// day, a bath every Tuesday, a visit every week, an activity day every month. It asks
// where an elder is to be and what a kitchen can keep to, makes each order once
// however many processes run, never makes one that can no longer be carried out, and
// notes every instant without an order together with why.
package plans
