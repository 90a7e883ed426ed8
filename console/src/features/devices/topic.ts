/** The levels of a topic, the first being 1; a leading slash begins with an empty one. */
export const levelsOf = (topic: string): string[] => (topic === '' ? [] : topic.split('/'))
