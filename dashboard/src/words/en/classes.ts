export const classes = {
  title: 'Classes',
}
