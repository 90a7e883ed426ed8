// Package outreach asks after everybody on a list (专项走访): in heat, cold, flood, a
// power cut, an epidemic or before a festival. A filter makes the list; each elder on
// it ends as safe or moved to a safe place, and to whoever is not reached somebody
// goes. Nobody is forgotten: the list closes only when everybody ended.
package outreach
