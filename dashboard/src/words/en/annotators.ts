export const annotators = {
  title: 'Annotators',
}
