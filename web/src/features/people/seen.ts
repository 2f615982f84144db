/** Of a field for a password: a button shows what is typed, also by keyboard. */
export const SEEN = { visibilityToggleFocusable: true, visibilityToggleButtonProps: { 'aria-label': 'Show what is typed' } }
