import type { Given } from '../../api/client'
import { count, megabytes } from '../../format/numbers'
import { Empty } from '../../parts/states'
import { Table, type Column } from '../../parts/table'
import { words } from '../../words'

type Manifest = Given<'Manifest'>
type Reason = { reason: string; annotations: number | undefined; images: number | undefined }
const w = words.exports
const COUNTED = ['images', 'annotations', 'objects', 'image_labels'] as const

/** Every reason with what it has left out, the most annotations first. */
export function reasonsOf({ left_out, left_out_images }: Pick<Manifest, 'left_out' | 'left_out_images'>): Reason[] {
  const names = [...new Set([...Object.keys(left_out), ...Object.keys(left_out_images)])]
  return names
    .map((reason) => ({ reason, annotations: left_out[reason], images: left_out_images[reason] }))
    .toSorted((a, b) => (b.annotations ?? 0) - (a.annotations ?? 0) || (b.images ?? 0) - (a.images ?? 0))
}

const wordFor = (reason: string) => w.reasons[reason] ?? reason.replaceAll('_', ' ')

const COLUMNS: readonly Column<Reason>[] = [
  { id: 'reason', title: w.reason, cell: (r) => wordFor(r.reason), value: (r) => r.reason },
  { id: 'annotations', title: w.leftWhat.annotations, end: true, cell: (r) => count(r.annotations) },
  { id: 'images', title: w.leftWhat.images, end: true, cell: (r) => count(r.images) },
]

type Part = { name: string; of: Manifest['splits'][string] }
const PARTS: readonly Column<Part>[] = [
  { id: 'part', title: w.part, cell: (p) => <bdi>{p.name}</bdi> },
  ...COUNTED.map((name) => ({
    id: name,
    title: w.counts[name],
    end: true,
    cell: (p: Part) => count(p.of[name]),
  })),
]

function Counted({ title, of }: { title: string; of: Record<string, number> }) {
  const rows = Object.entries(of)
  if (rows.length === 0) return null
  return (
    <>
      <h3>{title}</h3>
      <ul className="export-counted">
        {rows.map(([what, n]) => (
          <li key={what}>
            {what.replaceAll('_', ' ')} <b className="num">{count(n)}</b>
          </li>
        ))}
      </ul>
    </>
  )
}

/** What the file will hold, and what is left out and why: the counts of its manifest. */
export function Holding({ of }: { of: Manifest }) {
  const reasons = reasonsOf(of)
  return (
    <div className="export-holding">
      {of.annotations === 0 && reasons.length > 0 && <Empty title={w.nothing}>{w.nothingAbout}</Empty>}
      <dl className="export-figures">
        {COUNTED.map((name) => (
          <div key={name}>
            <dt>{w.counts[name]}</dt>
            <dd className="num">
              <b>{count(of[name])}</b> <span className="small">{w.of(count(of.project[name]))}</span>
            </dd>
          </div>
        ))}
      </dl>
      <p className="small">
        {w.revision(count(of.revision))}
        {of.bytes !== null && of.bytes !== undefined && <> · {w.file(megabytes(of.bytes))}</>}
      </p>
      <h3>{w.left}</h3>
      {reasons.length === 0 ? (
        <p className="small">{w.leftNothing}</p>
      ) : (
        <Table caption={w.left} columns={COLUMNS} rows={reasons} id={(r) => r.reason} />
      )}
      {Object.keys(of.splits).length > 0 && (
        <>
          <h3>{w.splitsTable}</h3>
          <Table
            caption={w.splitsTable}
            columns={PARTS}
            rows={Object.entries(of.splits).map(([name, part]) => ({ name, of: part }))}
            id={(p) => p.name}
          />
        </>
      )}
      <Counted title={w.consensus} of={of.consensus} />
      <Counted title={w.notHeld} of={of.not_held} />
    </div>
  )
}
