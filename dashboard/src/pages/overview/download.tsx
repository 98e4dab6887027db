import { drawnOn, useAgreement, type Agreement, type Overview, type Part } from '../../api/quality'
import { useProjectId } from '../../app/project'
import { CsvButton, type Column } from '../../parts/table'

/** A key figure under the API's own name, unrounded. */
type Row = { figure: string; value: number | null; ci95?: readonly number[] | null; n: number | null }

const columns: readonly Column<Row>[] = [
  { id: 'figure', title: '', cell: (r) => r.figure, value: (r) => r.figure },
  { id: 'value', title: '', cell: (r) => r.value, value: (r) => r.value },
  { id: 'ci95_low', title: '', cell: () => null, value: (r) => r.ci95?.[0] ?? null },
  { id: 'ci95_high', title: '', cell: () => null, value: (r) => r.ci95?.[1] ?? null },
  { id: 'n', title: '', cell: (r) => r.n, value: (r) => r.n },
]

/** The key figures of the page as rows. */
export function rowsOf(overview: Overview, agreement: Agreement | undefined): Row[] {
  const { labels } = agreement ?? {}
  return [
    { figure: 'labelled', value: overview.labelled, n: overview.images },
    { figure: 'objects', value: overview.objects, n: overview.annotations },
    { figure: 'approval_rate', value: overview.approval_rate, n: overview.reviewed },
    { figure: 'rejection_rate', value: overview.rejection_rate, n: overview.reviewed },
    { figure: 'overlap_share', value: overview.overlap.share, n: overview.overlap.images },
    { figure: 'ai_assisted_share', value: overview.ai_assisted_share, n: overview.annotations },
    ...(agreement && labels
      ? [
          { figure: 'mean_iou', value: agreement.mean_iou, ci95: agreement.mean_iou_ci95, n: drawnOn(agreement) },
          { figure: 'f1_50', value: agreement.f1_50, ci95: agreement.f1_50_ci95, n: drawnOn(agreement) },
          { figure: 'sq', value: agreement.sq, ci95: agreement.sq_ci95, n: drawnOn(agreement) },
          { figure: 'kappa', value: labels.kappa, ci95: labels.kappa_ci95, n: labels.n_images },
          {
            figure: 'percent_agreement',
            value: labels.percent_agreement,
            ci95: labels.percent_agreement_ci95,
            n: labels.n_images,
          },
        ]
      : []),
  ]
}

/** Saves the key figures as CSV. */
export function Download({ overview, part }: { overview: Overview; part: Part }) {
  const agreement = useAgreement(useProjectId(), part)
  return <CsvButton name="overview" columns={columns} rows={rowsOf(overview, agreement.data)} />
}
