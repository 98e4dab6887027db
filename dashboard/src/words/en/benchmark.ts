export const benchmark = {
  title: 'Ground truth',
}
