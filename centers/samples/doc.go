// Package samples is the log of what kitchens keep of each dish (食品留样): how much, how
// cold, since when, by whom, and who threw it away and when. It asks for how many a meal
// was cooked, and says which meals were served without a sample. GB 31654-2021 wants 125 g
// of each dish, kept cold for 48 hours, of canteens of homes for the elderly.
package samples
