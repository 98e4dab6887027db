export const report = {
  title: 'Quality report',
}
