export const me = {
  title: 'My quality',
  about: (name: string) => `${name}, beside the whole team; nobody else is named`,
  nobody: 'This key belongs to no annotator',
  nobodyAbout: 'An admin can make a key for one annotator, who then sees their own figures here.',
  toAnnotators: 'All annotators',
}
