import { count } from '../../format/numbers'
import { plural } from '../plural'

export const annotators = {
  title: 'Annotators',
  about: {
    person: (n: number) => plural(n, { one: '# person who labelled', other: '# persons who labelled' }),
    model: (n: number) => plural(n, { one: '# model that suggests', other: '# models that suggest' }),
  },
  kind: { person: 'Persons', model: 'Models' },
  kindLabel: 'Persons or models',
  columns: 'Columns',
  table: 'All figures',
  tableAbout: (shown: number, of: number) =>
    shown === of ? 'sort by a head; a number opens its images' : `${count(shown)} of ${count(of)} by that name`,
  nobody: { person: 'Nobody labelled in this part of the project', model: 'No model suggested anything yet' },
  nobodyAbout: {
    person: 'Import answers, or choose more days above.',
    model: 'Send a model’s suggestions with the answers, and how far people follow them is shown here.',
  },
  notFound: 'Nobody goes by that name',
  notFoundAbout: 'Take the search back to see all.',
  column: {
    n_labelled: 'Images',
    approval_rate: 'Approval',
    n_reviewed: 'Reviewed',
    first_pass_rate: 'First pass',
    mean_iou: 'IoU with peers',
    n_shared: 'Shared images',
    kappa: 'Kappa with peers',
    skill: 'Skill',
    benchmark_accuracy: 'On truth',
    n_benchmark: 'Truth objects',
    median_seconds_per_image: 'Median time',
    avg_seconds_per_image: 'Mean time',
    n_timed: 'Timed images',
    last_active: 'Last active',
    n_skipped: 'Skipped',
  },
  aboutColumn: {
    approval_rate: (bar: string) => `Share of reviewed answers approved, 95% interval; the tick is at ${bar}`,
    mean_iou: (bar: string) => `Mean IoU with the others on shared images, 95% interval; the tick is at ${bar}`,
    benchmark_accuracy: (bar: string) => `Accuracy against the ground truth, 95% interval; the tick is at ${bar}`,
  },
  reason: {
    approval_rate: 'no reviews yet',
    mean_iou: 'no image shared with others',
    benchmark_accuracy: 'no answers on ground truth images',
    kappa: 'no labels to compare, or not measured for a window of days',
  },
  firstPassAbout: 'Share approved at the first review',
  kappaAbout: 'Agreement on image-level labels with the others, chance taken out',
  skillAbout: 'Estimated from everybody’s image-level labels (Dawid and Skene)',
  timeAbout: 'For one image; the median is not measured for a window of days',
  patternAbout: 'Open alerts first, then what the ground truth shows',
  time: {
    title: 'Time against quality',
    about: 'median time for an image; the mean in a window of days',
    against: 'Quality',
    none: 'No times beside quality yet',
    noneAbout: 'It needs answers that carry seconds, and images shared, reviewed or with a ground truth.',
  },
}
