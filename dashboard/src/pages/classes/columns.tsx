import { Link } from '@tanstack/react-router'

import { toImages } from '../../app/links'
import { HEALTHY } from '../../charts/bars'
import { Interval } from '../../charts/interval'
import { count, score, scoreAgainst, share } from '../../format/numbers'
import { Judged } from '../../parts/judged'
import type { Column } from '../../parts/table'
import { words } from '../../words'
import { missedOf, valueOf, type ClassField, type ClassRow } from './class-row'

const w = words.classes

type With = { project: string; axis: [number, number]; labels: boolean; agreed: boolean }

/** The columns of the table of classes; those of image-level labels where there are any. */
export function columnsOf({ project, axis: [low, high], labels, agreed }: With): Column<ClassRow>[] {
  const column = (id: ClassField, cell: Column<ClassRow>['cell'], end = true): Column<ClassRow> => ({
    id,
    ...w.column[id],
    end,
    sorts: true,
    cell,
    value: valueOf(id),
  })
  return [
    column(
      'class',
      (r) => (
        <Link className="class-name line" title={r.class} {...toImages(project, { class: r.class })}>
          <bdi>{r.class}</bdi>
        </Link>
      ),
      false,
    ),
    column('objects', (r) => count(r.share?.objects)),
    column('images', (r) => count(r.share?.images)),
    column('share', (r) => share(r.share?.share)),
    ...(labels ? [column('labels', (r) => count(r.share?.labels))] : []),
    column(
      'mean_iou',
      ({ group }) => (
        <>
          <Interval
            value={group?.mean_iou ?? null}
            ci95={group?.mean_iou_ci95 ?? null}
            n={group?.n_images ?? 0}
            low={low}
            high={high}
            bar={HEALTHY}
            text={score}
          />
          {group?.mean_iou != null && <Judged text={scoreAgainst(group.mean_iou, HEALTHY)} n={group.n_images} />}
        </>
      ),
      false,
    ),
    column('n_images', ({ group }) => <span title={group ? undefined : w.noPairs}>{count(group?.n_images)}</span>),
    column('f1_50', ({ group }) => <Judged text={score(group?.f1_50)} n={group?.n_images ?? 0} reason={w.noPairs} />),
    ...(agreed
      ? [
          column('percent_agreement', ({ label }) => (
            <Judged text={share(label?.percent_agreement)} n={label?.n_images ?? 0} reason={w.noPairs} />
          )),
        ]
      : []),
    column('truth_n', ({ truth }) => count(truth?.n)),
    column('missed', (r) => <Judged text={share(missedOf(r))} n={r.truth?.n ?? 0} reason={w.noTruthHere} />),
  ]
}
