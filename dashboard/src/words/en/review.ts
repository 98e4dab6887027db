import { plural } from '../plural'
import { quality } from './quality'

const VERDICT = { approved: 'Approved', rejected: 'Rejected', corrected: 'Corrected' } as const
const list = (names: readonly string[]): string => names.join(', ')

export const review = {
  title: 'Review queue',
  back: 'Back to the overview',
  queue: 'Queue',
  showQueue: 'Queue',
  details: 'Details',
  help: 'Keys',
  size: (width: string, height: string) => `${width} × ${height} px`,
  sizeUnknown: 'size not known',
  batch: (name: string) => `batch ${name}`,
  frame: (video: string, frame: string) => `${video}, frame ${frame}`,
  reviewed: (answers: number, done: number) =>
    `${quality.answers(answers)}, ${done === 0 ? 'none' : done === answers ? 'all' : String(done)} reviewed`,
  position: (place: string, count: string) => `${place} of ${count}`,
  beside: (count: string) => `not in this queue of ${count}`,

  search: 'Part of an image’s name',
  status: 'Status',
  statuses: {
    unreviewed: 'not reviewed',
    any: 'any status',
    approved: 'approved',
    rejected: 'rejected',
    corrected: 'corrected',
    mixed: 'mixed',
  } as Readonly<Record<string, string>>,
  filters: {
    flag: 'flag',
    annotator: 'annotator',
    class: 'class',
    min_score: 'score from',
    max_score: 'score to',
    series: 'series',
    first: 'from image',
    last: 'to image',
  } as Readonly<Record<string, string>>,
  filter: (name: string, value: string) => `${name}: ${value}`,
  removeFilter: (text: string) => `Take out the filter ${text}`,
  reasons: {
    low_agreement: 'low agreement',
    suggestion_outlier: 'unlike the suggestion',
    truth_mismatch: 'unlike the truth',
    label_disagreement: 'labels differ',
    conflicting_verdicts: 'verdicts differ',
    likely_missed: 'objects missed',
    likely_spurious: 'extra objects',
    likely_misplaced: 'badly placed',
    likely_wrong_class: 'wrong class',
    rushed: 'rushed',
    annotator_record: 'weak record',
    escalated: 'escalated',
  } as Readonly<Record<string, string>>,
  noFlags: 'nothing flagged',
  noScore: 'nobody has labelled this image, or its score is being computed',
  verdicts: VERDICT as Readonly<Record<string, string>>,

  empty: 'No image waits for a review',
  emptyFiltered: 'No image matches these filters',
  emptyHow: 'Images come here as soon as somebody has labelled them.',
  emptyFilteredHow: 'Take some filters out, or look at images of any status.',
  clearFilters: 'Take all filters out',
  allImages: 'All images',
  overview: 'Overview',
  anyStatus: 'Images of any status',

  side: 'Review',
  score: 'QA score',
  meanIou: (value: string, pairs: number) => `Mean IoU ${value} over ${quality.pairs(pairs)}.`,
  rank: (part: string) => `${part} of the labelled images score lower.`,
  onePerson: 'One person answered, so there is no pair.',
  nobody: 'Nobody has answered yet.',
  truthIou: (value: string) => `IoU with the ground truth ${value}.`,
  suggestionIou: (value: string) => `IoU with the suggestion ${value}.`,
  labelAgreement: (value: string) => `Agreement on labels ${value}.`,
  flags: 'Why it is here',

  layers: 'Who drew what',
  layersAbout: 'objects · chance of error',
  layersAboutTitle: 'The chance that a careful reviewer would change the answer',
  show: (name: string) => `Show ${name}`,
  choose: (name: string, digit: number | null) =>
    digit === null ? `Verdict on ${name} alone` : `Verdict on ${name} alone (Shift+${String(digit)})`,
  chance: (value: string) => `${value} chance that a careful reviewer would change it`,
  noChance: 'no chance of an error is known for this answer',
  model: (name: string) => `AI, ${name}`,
  truth: (name: string) => `Ground truth, ${name}`,
  consensus: 'Consensus',
  conflict: 'reviewers differ',
  changed: 'changed',
  changedTitle: 'This answer was revised since you opened the image',
  skipped: 'skipped',
  by: (verdict: string, reviewer: string, time: string) => `${verdict} by ${reviewer}, ${time}`,
  someone: 'somebody',
  openLink: (name: string) => `Open the answer of ${name} in its tool`,
  pairs: (n: number) => quality.pairs(n),
  pairsAbout: 'IoU of two answers',
  pair: (a: string, b: string) => `${a} and ${b}`,

  toCheck: (n: number) => plural(n, { one: '# object to check', other: '# objects to check' }),
  nothingToCheck: 'No object stands out',
  nothingToCheckHow: 'J and K step through all of them.',
  more: (n: number) => plural(n, { one: '# more', other: '# more' }),
  fewer: 'Show fewer',
  fault: (kind: string, name: string, who: string): string => {
    switch (kind) {
      case 'missed':
        return `${name} missed by ${who}`
      case 'spurious':
        return `extra ${name} by ${who}`
      case 'wrong_class':
        return `wrong class: ${name} by ${who}`
      default:
        return `${name} badly placed by ${who}`
    }
  },
  faultChance: (text: string, chance: string) => `${text} (${chance} likely)`,
  nextObject: 'Next object',
  previousObject: 'Previous object',

  selected: 'Selected object',
  selectedAbout: 'class · size, px',
  missing: 'missing',
  drew: (drawn: string, of: string, classes: readonly string[]) => `${drawn} of ${of} drew it · ${classes.join(' / ')}`,
  labels: 'Labels of the image',
  noLabels: 'none',

  comments: 'Comments',
  noComments: 'Nothing said yet.',
  comment: 'Comment',
  commentText: 'Say something to other reviewers',
  escalateText: 'Say what has to be decided',
  send: 'Send',
  cancel: 'Cancel',
  escalate: 'Escalate',
  escalates: 'Escalates: the image waits for somebody who decides',
  atObject: 'At the selected object',
  escalated: 'escalated',
  resolved: (who: string, time: string) => `resolved by ${who}, ${time}`,
  resolve: 'Resolve',
  reopen: 'Open again',
  about: (who: string) => `on the answer of ${who}`,
  pin: (number: string, author: string, text: string) => `Comment ${number} by ${author}: ${text}`,

  history: 'Reviews so far',
  historyOf: (verdict: string, who: string) => `${verdict}: ${who}`,
  revision: (n: string) => `revision ${n}`,
  undoneBy: (who: string, time: string) => `taken back by ${who}, ${time}`,

  stage: 'What is shown',
  names: 'Class names',
  hide: 'Hide shapes',
  hideTitle: 'Hold Space to see the image alone',
  zoomToObject: 'Zoom to object',

  bar: 'Verdict',
  verdictOn: 'Verdict on',
  onAll: (n: number) => (n === 1 ? 'the only answer' : n === 2 ? 'both answers' : `all ${quality.answers(n)}`),
  onRest: (n: number, of: number) => `${String(n)} of ${quality.answers(of)}`,
  onRestTitle: 'The others have a verdict already. Choose one by its name to judge it again.',
  onOne: (name: string) => `the answer of ${name}`,
  release: 'All answers',
  onNone: 'Every answer has a verdict. Choose one by its name to judge it again.',
  onNobody: 'No person has answered, so there is nothing to judge.',
  approve: 'Approve',
  reject: 'Reject',
  correct: 'Corrected',
  open: (link: string): string =>
    /\/tasks\/\d/.test(link)
      ? 'Open in CVAT'
      : /\/projects\/\d+\/data/.test(link)
        ? 'Open in Label Studio'
        : 'Open in its tool',
  undo: 'Undo',
  next: 'Next',
  previous: 'Previous',
  readOnly: 'This key may read only',
  readOnlyHow: 'Verdicts and comments need a key with the scope review.',

  why: 'Why is it rejected?',
  chips: ['missed objects', 'wrong class', 'loose boxes', 'wrong guideline', 'bad image'],
  freeText: 'In your own words',
  whyMissing: 'Say why: choose a reason or write one.',
  sendReject: 'Reject',

  said: (verdict: string, image: string | null) =>
    image === null ? `${verdict}, that was the last image` : `${verdict}, next image ${image}`,
  undone: (verdict: string, n: number, reason: string | null) =>
    `Taken back: ${verdict.toLowerCase()}${reason === null ? '' : ` (${reason})`} on ${quality.answers(n)}. Decide again.`,
  kept: 'The verdict could not be taken back and still stands.',
  failed: (verdict: string) => `“${verdict}” was not stored. Decide again.`,
  revised: (who: readonly string[]) =>
    who.length === 0
      ? 'An answer was revised meanwhile, so nothing was stored. What you see now is the new one: decide again.'
      : `The answer of ${list(who)} was revised meanwhile, so nothing was stored. What you see now is the new one: decide again.`,
  taken: (verdict: string, reviewer: string, name: string) => `${verdict} by ${reviewer}: the answer of ${name}`,
  dismiss: 'Close this message',

  done: 'That was the last image of this queue',
  doneNothing: 'Nothing was decided in this visit.',
  doneCounts: 'Decided in this visit',
  lookAgain: 'Look for more',
  toQueue: 'Back to the last image',

  keysTitle: 'Keys of the review screen',
  keysSwitch: 'Single keys do something',
  keysGroups: { verdict: 'Decide', go: 'Go', see: 'See', say: 'Say and find' },
  keys: {
    approve: 'approve',
    reject: 'reject, with a reason',
    correct: 'was corrected',
    open: 'open in the tool it came from',
    undo: 'take the last verdict back',
    next: 'next image',
    previous: 'previous image',
    nextObject: 'next object',
    previousObject: 'previous object',
    zoomToObject: 'zoom to the object',
    fit: 'show the whole image',
    zoom: 'zoom in, zoom out',
    hide: 'hold: see the image alone',
    toggle: 'show or hide an annotator',
    choose: 'verdict on one annotator alone',
    truth: 'ground truth',
    models: 'AI suggestions',
    names: 'class names',
    escalate: 'escalate',
    search: 'search the queue',
    help: 'this list',
  },
  space: 'Space',
  shift: 'Shift',
}
