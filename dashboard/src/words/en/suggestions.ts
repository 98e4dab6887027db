import { plural } from '../plural'

const answers = (n: number) => plural(n, { one: '# answer', other: '# answers' })

export const suggestions = {
  title: 'AI suggestions',
  about: 'What persons did with the suggestions of models, and what that was worth',
  recomputing: (n: number) => plural(n, { one: '# image is being recounted', other: '# images are being recounted' }),
  model: 'Model',
  allModels: 'All models',

  assisted: 'AI-assisted answers',
  ofAnswers: (n: number) => `of ${answers(n)}`,
  accepted: 'Kept as suggested',
  edited: 'Edited',
  rejected: 'Removed',
  ofSuggested: (n: string) => `of ${n} suggested objects`,
  wrong: 'Wrong suggestions',
  checked: (n: string) => `of ${n} checked against the truth`,
  noCheck: 'No suggestion was made on a truth image that a person answered',
  around: (half: string) => `± ${half}`,
  outliers: 'Images that match none',
  toImages: 'See the images',

  fate: 'What became of suggestions',
  fateAbout: 'suggested objects per model version',
  fateWhat: 'Suggested objects by what became of them',
  kinds: {
    unchanged: 'kept as they were',
    moved: 'moved',
    renamed: 'renamed',
    moved_and_renamed: 'moved and renamed',
    rejected: 'removed',
  },

  models: 'Models',
  modelsAbout: 'each version in a row',
  modelColumn: {
    model_id: { title: 'Model', about: 'The version that suggested' },
    n_answers: { title: 'Answers', about: "Persons' answers that started from its suggestions" },
    n_suggested: { title: 'Suggested', about: 'Objects in these suggestions' },
    accept_rate: { title: 'Kept, 95% interval', about: 'Share of the suggestions kept exactly as they were' },
    edit_rate: { title: 'Edited', about: 'Share that was moved, renamed or both' },
    moved_iou: {
      title: 'IoU of moved',
      about: 'Mean IoU of the suggested and the kept box, over those that were moved',
    },
    reject_rate: { title: 'Removed', about: 'Share that was taken away' },
    added: { title: 'Added', about: 'Objects that persons drew beyond the suggestions' },
    accuracy: { title: 'On truth', about: "The model's own accuracy against the ground truth" },
    error_rate: { title: 'Wrong', about: 'Share of the checked suggestions that was wrong' },
    wrong_left: { title: 'Left', about: 'Wrong suggestions that persons left exactly as they were' },
    wrong_mended: { title: 'Mended', about: 'Wrong suggestions that persons put right' },
    wrong_removed: { title: 'Taken out', about: 'Wrong suggestions that persons took away' },
    spoilt_rate: { title: 'Spoilt', about: 'Share of the right suggestions that persons made wrong or took away' },
    iou_gain: {
      title: 'IoU gain',
      about: 'Change of the mean IoU with the truth by editing boxes; the title holds its interval',
    },
  },
  people: 'Persons',
  peopleAbout: 'what each did with the suggestions that they were shown',
  personColumn: {
    annotator_id: { title: 'Annotator', about: 'Leads to the page of the annotator' },
    n_answers: { title: 'Answers', about: 'Answers that started from suggestions, one per image and model' },
    n_suggested: { title: 'Suggested', about: 'Objects in these suggestions' },
    accept_rate: { title: 'Kept, 95% interval', about: 'Share of the suggestions kept exactly as they were' },
    wrong_left_rate: { title: 'Wrong ones left', about: 'Share of the wrong suggestions left exactly as they were' },
    spoilt_rate: { title: 'Right ones spoilt', about: 'Share of the right suggestions made wrong or taken away' },
    seconds_per_suggestion: { title: 'Time for one', about: 'Mean time for each suggested object' },
    rubber_stamping: { title: 'Looks at them', about: 'Whether suggestions are passed on without looking' },
  },
  stamping: {
    yes: 'passes them on without looking',
    no: 'looks at them',
    unknown: 'too few to judge',
  },
  evidence: {
    truth: 'by the truth',
    time: 'by time',
  } as Readonly<Record<string, string>>,
  stampingAbout: (least: string) =>
    `By the truth, from 20 wrong suggestions on: surely more than half of them left as they were. Else by time, from 100 timed suggestions on: surely 95% or more kept, in less than ${least} s each.`,
  noTimes: 'The imported answers carry no times',
  gain: (low: string, high: string, n: string) => `95% interval ${low} to ${high}, n ${n}`,
  noGain: 'No moved suggestion could be compared with the truth',

  odd: 'Images that match none of their suggestions',
  oddAbout: 'the model or the persons are wrong: worth a look either way',
  oddAll: (n: string) => `All ${n}`,
  noneOdd: 'No image differs from all of its suggestions',
  noneOddAbout: 'An image comes here when nothing that was drawn on it matches what was suggested.',

  none: 'No suggestions yet',
  noneAbout:
    'Bring them in as annotations of the kind "model": import a file that holds predictions, for example of Label Studio, or send them to the API before persons answer. Answers that started from them carry the origin "ai_assisted".',
  nobody: 'Nobody was shown suggestions in this period',
  nobodyAbout:
    'There are models, but no answer with the origin "ai_assisted" came after their suggestions. Take the filters out, or tell the origin when answers are sent.',
  toImport: 'Import suggestions',
}
