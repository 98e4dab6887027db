export const overview = {
  title: 'Quality overview',
}
