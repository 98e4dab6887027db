export const plan = {
  title: 'How much to label twice',
}
