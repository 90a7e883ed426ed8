// Package catalogue keeps the service catalogue (服务目录): what can be ordered, how
// long it takes, who may do it, what is looked at before, and what it costs. A site
// begins with the rows that every county needs, without prices; what it enters of
// its own stands in front of them.
package catalogue
