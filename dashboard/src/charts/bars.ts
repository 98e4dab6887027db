/** The bars that figures are judged by: those of the server's verdicts, and of its rules where a project sets others. */

import type { Schema } from '../api/client'

/** A mean IoU above this is healthy. */
export const HEALTHY = 0.7
/** A kappa or an alpha above this is reliable. */
export const RELIABLE = 0.8
/** Fewer than this are too few to judge. */
export const TOO_FEW = 25
/** The same for one pair of annotators, or one week. */
export const TOO_FEW_OF_A_PAIR = 10

type Settings = Pick<Schema<'ProjectAnswer'>, 'thresholds'>
const set = (project: Settings | undefined, rule: string, name: string, usual: number): number =>
  project?.thresholds[rule]?.[name] ?? usual

/** Approval below this raises an alert. */
export const approvalBar = (project: Settings | undefined): number => set(project, 'low_approval', 'bar', 0.7)
/** Accuracy on the ground truth below this raises an alert. */
export const accuracyBar = (project: Settings | undefined): number => set(project, 'low_benchmark', 'bar', 0.7)
/** A class that is rarer than 1 : this, beside the largest, raises an alert. */
export const imbalanceLimit = (project: Settings | undefined): number => set(project, 'class_imbalance', 'ratio', 10)
