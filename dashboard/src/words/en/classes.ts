import { plural } from '../plural'

const classesOf = (n: number) => plural(n, { one: '# class', other: '# classes' })

export const classes = {
  title: 'Classes',
  about: (n: number, objects: string, time: string) => `${classesOf(n)} · ${objects} · as of ${time}`,
  balance: 'Class balance',
  balanceAbout: (limit: string) => `objects per class, log scale; orange is rarer than 1 : ${limit}`,
  labelBalance: 'Balance of image-level labels',
  labelBalanceAbout: (limit: string) => `images per label, log scale; orange is rarer than 1 : ${limit}`,
  objects: 'Objects',
  labels: 'Labels',
  none: 'No classes yet',
  noneAbout: 'Classes come with the first labels: import a file, or connect CVAT or Label Studio.',
  toImport: 'Import a file',

  alerts: 'Open alerts on classes',
  seeImages: 'See the images',
  noAlerts: 'No class raises an alert: none is too rare, changes its share or is agreed on less than before.',
  allAlerts: 'All alerts',

  errors: 'What classes are drawn as',
  errorsAbout: (n: number) =>
    `drawn against true class, ${plural(n, { one: '# truth image', other: '# truth images' })}`,
  openTruth: 'Ground truth',

  every: 'Every class',
  everyAbout: 'how often it is there, and how well persons agree on it',
  find: 'Find a class',
  shown: (n: string, of: string) => `${n} of ${of} classes`,
  all: (n: string) => `Show all ${n}`,
  noneFound: 'No class has this in its name',
  column: {
    class: { title: 'Class', about: 'Leads to the images that hold it' },
    objects: { title: 'Objects', about: 'Drawn by all persons' },
    images: { title: 'Images', about: 'Images that hold the class' },
    share: { title: 'Share', about: 'Of all objects' },
    labels: { title: 'Labels', about: 'Images with this image-level label' },
    mean_iou: { title: 'Mean IoU, 95% interval', about: 'Between persons, over images that hold the class' },
    n_images: { title: 'n', about: 'Images that two or more persons answered and that hold the class' },
    f1_50: { title: 'F1 at 0.5', about: 'Between persons, at IoU 0.5' },
    percent_agreement: { title: 'Label agreement', about: 'Share of the pairs that say the same of this label' },
    truth_n: {
      title: 'True objects',
      about: 'Objects of the class in the ground truth, once for each person who answered',
    },
    missed: { title: 'Missed', about: 'Share of the true objects that were not drawn, over all persons who answered' },
  },
  noPairs: 'No image with this class has two annotators yet',
  noTruthHere: 'The ground truth holds no object of this class',

  next: 'Which class to label next',
  nextAbout: 'rarest first',
  toPlan: 'Open the plan',
  rarest: 'Rarest classes',
  candidates: (n: number, cut: boolean) =>
    `Chosen among ${cut ? 'the first ' : ''}${plural(n, { one: '# image', other: '# images' })} without labels.`,
  nothingNext: 'Nothing to plan',
  nothingNextAbout: 'Every image is labelled, or none has suggestions of a model to judge by.',
  planImages: 'Plan images',
  planFor: (name: string) => `for ${name}`,
  top: 'First images of the plan',
}
