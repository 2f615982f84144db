// Colours that tell lines apart; each is a variable with a value for light and one for dark.
const SIZE = 10

export const plotVariable = (index: number) => `plot-${index % SIZE}`
export const plotColor = (index: number) => `var(--${plotVariable(index)})`
