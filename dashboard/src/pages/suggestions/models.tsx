import { Link } from '@tanstack/react-router'

import type { Benchmark } from '../../api/quality'
import { toImages } from '../../app/links'
import { useProjectId } from '../../app/project'
import { Interval } from '../../charts/interval'
import { count, score, scoreChange, share } from '../../format/numbers'
import { Card } from '../../parts/card'
import { Judged } from '../../parts/judged'
import { CsvButton, Table, type Column } from '../../parts/table'
import { words } from '../../words'
import type { Model } from './asked'

const w = words.suggestions
type Truth = ReadonlyMap<string, Benchmark['annotators'][number]>

/** The change of IoU with its interval in the title. */
function Gain({ of }: { of: Model }) {
  const [low, high] = of.iou_gain_ci95 ?? []
  const about =
    low === undefined || high === undefined
      ? w.noGain
      : w.gain(scoreChange(low), scoreChange(high), count(of.n_weighed))
  return (
    <span title={about}>
      <Judged text={scoreChange(of.iou_gain)} n={of.n_weighed} reason={w.noGain} />
    </span>
  )
}

function columnsOf(project: string, truth: Truth): Column<Model>[] {
  const head = w.modelColumn
  const number = (id: keyof typeof head, text: (m: Model) => string, value: (m: Model) => number | null) => ({
    id,
    ...head[id],
    end: true,
    cell: text,
    value,
  })
  const judged = (
    id: 'edit_rate' | 'reject_rate' | 'error_rate' | 'spoilt_rate',
    n: (m: Model) => number,
    reason: string,
  ): Column<Model> => ({
    id,
    ...head[id],
    end: true,
    cell: (m) => <Judged text={share(m[id])} n={n(m)} reason={reason} />,
    value: (m) => m[id],
  })
  return [
    {
      id: 'model_id',
      ...head.model_id,
      cell: (m) => (
        <Link className="model-name line" title={m.model_id} {...toImages(project, { annotator: m.model_id })}>
          <bdi>{m.model_id}</bdi>
        </Link>
      ),
      value: (m) => m.model_id,
    },
    number(
      'n_answers',
      (m) => count(m.n_answers),
      (m) => m.n_answers,
    ),
    number(
      'n_suggested',
      (m) => count(m.n_suggested),
      (m) => m.n_suggested,
    ),
    {
      id: 'accept_rate',
      ...head.accept_rate,
      cell: (m) => (
        <>
          <Interval value={m.accept_rate} ci95={m.accept_rate_ci95} n={m.n_suggested} low={0} high={1} />
          <Judged text={share(m.accept_rate)} n={m.n_suggested} />
        </>
      ),
      value: (m) => m.accept_rate,
    },
    judged('edit_rate', (m) => m.n_suggested, words.states.none),
    number(
      'moved_iou',
      (m) => score(m.moved_iou),
      (m) => m.moved_iou,
    ),
    judged('reject_rate', (m) => m.n_suggested, words.states.none),
    number(
      'added',
      (m) => count(m.added),
      (m) => m.added,
    ),
    {
      id: 'accuracy',
      ...head.accuracy,
      end: true,
      cell: (m) => {
        const row = truth.get(m.model_id)
        return <Judged text={share(row?.accuracy)} n={row?.n_accuracy ?? 0} reason={words.states.none} />
      },
      value: (m) => truth.get(m.model_id)?.accuracy ?? null,
    },
    judged('error_rate', (m) => m.n_checked, w.noCheck),
    ...(['wrong_left', 'wrong_mended', 'wrong_removed'] as const).map((id) =>
      number(
        id,
        (m) => count(m[id]),
        (m) => m[id],
      ),
    ),
    judged('spoilt_rate', (m) => m.n_right, w.noCheck),
    {
      id: 'iou_gain',
      ...head.iou_gain,
      end: true,
      cell: (m) => <Gain of={m} />,
      value: (m) => m.iou_gain,
    },
  ]
}

/** Each model version: what became of its suggestions, how often it is wrong, and what persons made of that. */
export function Models({ models, benchmark }: { models: readonly Model[]; benchmark: Benchmark | undefined }) {
  const project = useProjectId()
  const columns = columnsOf(project, new Map(benchmark?.annotators.map((a) => [a.annotator_id, a]) ?? []))
  return (
    <Card
      className="span-12"
      title={w.models}
      about={w.modelsAbout}
      aside={
        <span className="aside no-print">
          <CsvButton name="suggestions-by-model" columns={columns} rows={models} />
        </span>
      }
    >
      <Table caption={w.models} columns={columns} rows={models} id={(m) => m.model_id} />
    </Card>
  )
}
