export const settings = {
  title: 'Settings',
  flags: {
    low_agreement: 'low agreement',
    suggestion_outlier: 'matches no suggestion',
    truth_mismatch: 'differs from ground truth',
    label_disagreement: 'labels differ',
    conflicting_verdicts: 'verdicts conflict',
    likely_missed: 'likely missed objects',
    likely_spurious: 'likely objects where nothing is',
    likely_misplaced: 'likely misplaced boxes',
    likely_wrong_class: 'likely wrong class',
    rushed: 'rushed',
    annotator_record: "annotator's record",
    escalated: 'escalated',
  } as Readonly<Record<string, string>>,
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
