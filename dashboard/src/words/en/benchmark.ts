import { count } from '../../format/numbers'
import { plural } from '../plural'

type Way = { title: string; about: string; example?: string }
const ways: readonly Way[] = [
  {
    title: 'Choose the images',
    about: 'Draw 50–100 by lot, hard ones included, so that they stand for the whole project.',
  },
  {
    title: 'Have an expert answer them',
    about: 'Somebody who knows the guideline best, alone and with time; for hard images two of them, and then talk.',
  },
  {
    title: 'Send the answers as ground truth',
    about: 'On the import page choose “ground truth” as who drew, or say so on the command line or in the API.',
    example: 'labelqa import PROJECT FILE --annotator gt --kind truth',
  },
  {
    title: 'Or mark them in the labelling tool',
    about: 'Ground truth jobs of CVAT, and answers marked as ground truth in Label Studio, arrive as the truth.',
  },
]

export const benchmark = {
  title: 'Ground truth',
  threshold: (value: string) => `found from IoU ${value} on`,
  recomputing: (n: number) =>
    plural(n, {
      one: '# image is still counted at an earlier threshold',
      other: '# images are still counted at an earlier threshold',
    }),
  profileLabel: 'Definitions',
  profile: { labelqa: 'labelqa', cvat: 'As CVAT' },

  size: 'Truth set',
  recommended: 'images',
  sizes: {
    none: 'none yet',
    small: 'below the 50–100 wanted',
    right: 'in the 50–100 wanted',
    large: 'above the 50–100 wanted',
  },
  mismatch: 'Answers far from it',
  teamAccuracy: 'Accuracy, all persons',
  figure: {
    precision: 'Precision',
    recall: 'Recall',
    f1: 'F1',
    mean_iou: 'Mean IoU',
    label_accuracy: 'Labels right',
  },
  about: {
    precision: 'Share of drawn objects that are in the truth',
    recall: 'Share of true objects that were drawn',
    label_accuracy: 'Share of image-level labels that are those of the truth',
  },
  found: (right: string, extra: string, missing: string) => `${right} right, ${extra} extra, ${missing} not found`,
  nobody: 'nobody answered a truth image yet',
  nobodyAbout: 'Have some of the truth images answered: accuracy, errors and offsets then stand here.',

  everybody: 'Everybody against the truth',
  everybodyAbout: 'lowest accuracy first; intervals take images as the unit where they can',
  accuracyInterval: 'Accuracy, 95% interval',
  accuracyAbout: (bar: string) =>
    `Right objects of all drawn or due; the tick is at ${bar}, below it an alert is raised`,
  delta: 'Beside the team',
  deltaAbout: 'Accuracy less that of all other persons, in points',
  things: 'Compared',
  images: 'Images',
  first: (shown: number, of: number) => `The first ${count(shown)} of ${count(of)}; the CSV has all.`,

  errors: {
    title: 'Errors by kind',
    what: 'Errors by kind',
    about: 'counts; a bar opens the truth images of that annotator',
  },
  findings: {
    title: 'In sentences',
    about: 'what stands out, worst first',
    none: 'Nothing stands out: no kind of error is frequent enough to be sure of.',
  },
  classErrorsAbout: 'what persons drew where the truth has a class',
  noClasses: 'No objects in the truth.',
  noBoxes: 'Nobody’s boxes met true ones yet.',

  mixed: {
    title: 'Who mixes up which classes',
    about: 'most often first',
    none: 'Nobody called a class another.',
    n: 'Objects',
  },

  cvat: {
    title: 'Counts as in the reports of CVAT',
    about: 'all classes together; errors and offsets are not defined there',
    column: {
      images: 'Images',
      valid: 'Valid',
      missing: 'Missing',
      extra: 'Extra',
      mismatching_label: 'Mismatching label',
      low_overlap: 'Low overlap',
      left_out: 'Left out',
    },
    aboutColumn: {
      images: 'Images compared',
      valid: 'Pairs of one class',
      missing: 'Of the truth, in no pair',
      extra: 'Drawn, in no pair',
      mismatching_label: 'Pairs of two classes',
      low_overlap: 'Pairs with an IoU below 0.8',
      left_out: 'Polygons, masks and keypoints, which this profile does not compare',
    },
  },

  labels: {
    title: 'Image-level labels',
    name: { majority_accuracy: 'Most votes are right', consensus_accuracy: 'Consensus is right' },
    about: {
      majority_accuracy: 'Share of truth images where the class of most votes is that of the truth',
      consensus_accuracy: 'The same for the consensus of Dawid and Skene, which weighs annotators by their errors',
    },
    truth: 'In the truth',
    consensus: 'By consensus',
    prior: 'Estimated share',
  },

  empty: {
    title: 'Mark 50–100 images as ground truth',
    about: 'accuracy, kinds of errors and offsets of boxes are measured against them',
    ways,
  },
}
