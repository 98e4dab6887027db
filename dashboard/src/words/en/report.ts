import { plural } from '../plural'

type Definition = readonly [string, string]

const ofBoxes: readonly Definition[] = [
  [
    'Mean IoU',
    'Two annotators’ objects on the same image are matched one to one, and each pair scores its area in common divided by the area of both; what only one of them drew scores 0. The mean is over images that two or more answered; above 0.70 is healthy, above 0.85 excellent.',
  ],
  [
    'F1 at IoU 0.5 and tightness',
    'F1 is the share of objects that both drew, an object counting as the same from an IoU of 0.5 on. Tightness is the mean IoU of those alone: low F1 means missed objects, low tightness means loose ones.',
  ],
  [
    'Out of control',
    'A week outside three standard deviations of the first 18 weeks. It says that something changed, and not what.',
  ],
]

const ofLabels: readonly Definition[] = [
  [
    'Kappa and alpha',
    'Agreement beyond what chance alone would bring: 1 is full agreement, 0 is what guessing gives. Cohen’s kappa is for two annotators, Krippendorff’s alpha for more; above 0.80 is reliable.',
  ],
  [
    'Percent agreement',
    'The share of pairs of labels on the same image that are equal. It is high by chance where one class is common, so it stands beside the figure above and never alone.',
  ],
]

const always: readonly Definition[] = [
  [
    'Approval and first pass',
    'Approval is the share of reviewed annotations whose latest verdict is “approved”. First pass is the share that was approved as it first stood.',
  ],
  [
    'Accuracy on the ground truth',
    'Objects that are right, divided by all that were drawn or due, on images whose truth is known. Its interval takes images as the unit.',
  ],
  [
    '95% interval and n',
    'With the same work done again, 95 of 100 such intervals would hold the true value. n is what a figure is over; below 25 nothing is judged.',
  ],
]

export const report = {
  title: 'Quality report',
  about: 'A sheet of A4 to hand on, or two of a large team; the period is that of the address.',
  print: 'Print or save as PDF',
  madeBy: (version: string) => `made by labelqa ${version}`,
  within: (interval: string) => `95% ${interval}`,
  accuracy: 'Accuracy on the ground truth',
  lowestFirst: 'Lowest approval first; approval with its 95% interval',
  firstOf: (n: number) => `The ${n} with the lowest approval.`,
  largestOf: (n: number, all: number) => `The ${n} largest of ${all} classes.`,
  noAlerts: 'None.',
  otherAlerts: (n: number) =>
    plural(n, {
      one: '# more alert, about a single image or less severe',
      other: '# more alerts, about single images or less severe',
    }),
  defined: 'How the figures are defined',
  definitions: { ofBoxes, ofLabels, always },
  truth: {
    title: 'Against the ground truth',
    about: (n: number, objects: string) =>
      `all persons together, ${plural(n, { one: '# image', other: '# images' })} with ${objects}`,
    figure: 'Figure',
    value: 'Value',
    ci95: '95% interval',
    accuracy: 'Accuracy',
    precision: 'Precision: of what was drawn, the share that is right',
    recall: 'Recall: of what is there, the share that was found right',
    missed: 'Missed: of what is there, the share that was not drawn',
    iou: 'Mean IoU with the truth',
  },
}
