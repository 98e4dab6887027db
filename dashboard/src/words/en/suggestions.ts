export const suggestions = {
  title: 'AI suggestions',
}
