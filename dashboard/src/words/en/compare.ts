export const compare = {
  title: 'Two periods',
}
