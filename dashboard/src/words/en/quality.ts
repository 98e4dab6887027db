import { plural } from '../plural'

/** What the API's own words mean, in the words of a person. */
export const quality = {
  verdict: {
    excellent: 'excellent',
    healthy: 'healthy',
    low: 'low',
    reliable: 'reliable',
    too_few: 'too few to judge',
  } as Readonly<Record<string, string>>,
  status: {
    unlabelled: 'not labelled',
    unreviewed: 'not reviewed',
    approved: 'approved',
    rejected: 'rejected',
    corrected: 'corrected',
    mixed: 'mixed',
  } as Readonly<Record<string, string>>,
  /** What the headline of image-level labels is, by the API's word for it. */
  coefficient: {
    cohen: "Cohen's kappa",
    cohen_quadratic: 'Weighted kappa',
    krippendorff: "Krippendorff's alpha",
    krippendorff_ordinal: 'Ordinal alpha',
  } as Readonly<Record<string, string>>,
  severity: { info: 'Note', warning: 'Warning', error: 'Error' } as Readonly<Record<string, string>>,
  kind: { person: 'person', model: 'model', truth: 'ground truth' } as Readonly<Record<string, string>>,
  error: {
    class: 'wrong class',
    both: 'misplaced, wrong class',
    localisation: 'misplaced',
    duplicate: 'drawn twice',
    spurious: 'nothing there',
    missed: 'missed',
    label: 'wrong label',
    apart: 'apart from the others',
  } as Readonly<Record<string, string>>,
  filters: {
    label: 'Filters',
    class: 'Class',
    allClasses: 'All classes',
    annotator: 'Annotator',
    everybody: 'Everybody',
    since: 'From',
    until: 'To',
    threshold: 'IoU threshold',
    clear: 'Clear filters',
  },
  rescored: (n: number) => plural(n, { one: '# image is being rescored', other: '# images are being rescored' }),
  images: (n: number) => plural(n, { one: '# image', other: '# images' }),
  objects: (n: number) => plural(n, { one: '# object', other: '# objects' }),
  annotators: (n: number) => plural(n, { one: '# annotator', other: '# annotators' }),
  answers: (n: number) => plural(n, { one: '# answer', other: '# answers' }),
  pairs: (n: number) => plural(n, { one: '# pair', other: '# pairs' }),
}
