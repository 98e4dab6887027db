export const review = {
  title: 'Review queue',
}
