export const settings = {
  title: 'Settings',
  markers: {
    kinds: {
      guideline: 'Guideline',
      taxonomy: 'Classes',
      tool: 'Tool',
      model: 'Model',
      team: 'Team',
      other: 'Other',
    } as Readonly<Record<string, string>>,
  },
}
