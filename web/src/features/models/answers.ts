// What a model answers, in words.

/** Whether one row is a question: a forecast goes on from many rows of the past. */
export const takesOneRow = (task: string) => task !== 'forecasting'

export function tellAnswers(task: string, labels: string[]): string {
  if (labels.length > 0) return `Answers one of ${labels.join(', ')}, with probabilities.`
  if (task === 'clustering') return 'Answers the cluster of a row, with its distance from each.'
  if (task === 'anomaly') return 'Answers how unlike the others a row is, and whether it is an anomaly.'
  if (task === 'recommendation') return 'Answers a list of items for a user, best first; for one it does not know, what most users have.'
  if (task === 'forecasting') return 'Answers the next steps of each series, with an interval.'
  return 'Answers a number.'
}
