import { Checkbox, MultiSelect, NativeSelect, TagsInput } from '@mantine/core'

import type { Schema } from '../../api/client'
import { asOne, manyOf, useFilters } from '../../app/search'
import { Card } from '../../parts/card'
import { FilterField } from '../../parts/filter-field'
import { saidOf } from '../../parts/submission'
import { words } from '../../words'
import type { Name } from './call'

const w = words.exports
export const VERDICTS = ['verified', 'approved', 'corrected', 'unreviewed', 'rejected'] as const
const FLAGS = [
  'low_agreement',
  'suggestion_outlier',
  'truth_mismatch',
  'label_disagreement',
  'conflicting_verdicts',
  'likely_missed',
  'likely_spurious',
  'likely_misplaced',
  'likely_wrong_class',
  'rushed',
  'annotator_record',
] as const
const LABELS = ['all', 'consensus', 'best', 'truth'] as const
const KINDS = ['person', 'model', 'truth'] as const

type Shared = { error: unknown }

/** A filter of one value, as it is typed. */
function Field({
  name,
  error,
  label,
  about,
  type,
}: Shared & { name: Name; label: string; about?: string; type?: 'number' }) {
  const [search, change] = useFilters()
  return (
    <FilterField
      label={label}
      description={about}
      value={search[name]}
      error={saidOf(error, `/${name}`)}
      {...(type === 'number' ? { inputMode: 'decimal' as const } : {})}
      onSettle={(value) => {
        change({ [name]: value }, { replace: true })
      }}
    />
  )
}

function FlagField({ name, label, error }: Shared & { name: 'flag' | 'without_flag'; label: string }) {
  const [search, change] = useFilters()
  const chosen = manyOf(search[name])
  return (
    <MultiSelect
      label={label}
      placeholder={chosen.length === 0 ? w.anyFlag : undefined}
      data={FLAGS.map((value) => ({ value, label: words.settings.flags[value] ?? value }))}
      value={[...chosen]}
      error={saidOf(error, `/${name}`)}
      clearable
      clearButtonProps={{ 'aria-label': words.exports.clear }}
      onChange={(values) => {
        change({ [name]: asOne(values) }, { replace: true })
      }}
    />
  )
}

function Whose({ error }: Shared) {
  const [search, change] = useFilters()
  const labels = search['labels'] ?? 'all'
  return (
    <Card title={w.whose}>
      <div className="form">
        <NativeSelect
          label={w.labels.label}
          value={labels}
          data={LABELS.map((value) => ({ value, label: w.labels[value] }))}
          onChange={({ currentTarget: { value } }) => {
            const kept = value === 'consensus' ? {} : { quorum: undefined, exclude_disputed: undefined }
            change({ labels: value === 'all' ? undefined : value, ...kept })
          }}
        />
        {labels === 'consensus' && (
          <>
            <Field name="quorum" type="number" label={w.quorum} about={w.quorumAbout} error={error} />
            <Checkbox
              label={w.disputed}
              checked={search['exclude_disputed'] === 'true'}
              onChange={(event) => {
                change({ exclude_disputed: event.currentTarget.checked ? 'true' : undefined })
              }}
            />
          </>
        )}
      </div>
    </Card>
  )
}

function Annotations({ error, classes }: Shared & { classes: readonly Schema<'ClassShare'>[] }) {
  const [search, change] = useFilters()
  const chosen = manyOf(search['class'])
  return (
    <Card title={w.annotations}>
      <div className="form">
        <Checkbox.Group
          label={w.verdict.label}
          value={[...manyOf(search['verdict'])]}
          error={saidOf(error, '/verdict')}
          onChange={(values) => {
            change({ verdict: asOne(values) })
          }}
        >
          <div className="checks">
            {VERDICTS.map((value) => (
              <Checkbox key={value} value={value} label={w.verdict[value]} />
            ))}
          </div>
        </Checkbox.Group>
        <TagsInput
          label={w.class}
          description={w.classAbout}
          placeholder={chosen.length === 0 ? w.anyClass : undefined}
          data={classes.map((c) => c.class)}
          limit={50}
          splitChars={[]}
          value={[...chosen]}
          error={saidOf(error, '/class')}
          clearable
          clearButtonProps={{ 'aria-label': words.exports.clear }}
          onChange={(values) => {
            change({ class: asOne(values) }, { replace: true })
          }}
        />
        <div className="pair">
          <Field
            name="min_annotator_accuracy"
            type="number"
            label={w.minAccuracy}
            about={w.minAccuracyAbout}
            error={error}
          />
          <Field name="annotator" label={w.annotator} error={error} />
          <NativeSelect
            label={w.kind}
            value={search['kind'] ?? ''}
            data={[{ value: '', label: w.kinds.any }, ...KINDS.map((value) => ({ value, label: w.kinds[value] }))]}
            onChange={(event) => {
              change({ kind: event.currentTarget.value || undefined })
            }}
          />
        </div>
      </div>
    </Card>
  )
}

const Images = ({ error }: Shared) => (
  <Card title={w.images}>
    <div className="form">
      <div className="pair">
        <Field name="min_iou" type="number" label={w.minIou} about={w.minIouAbout} error={error} />
        <Field name="min_annotators" type="number" label={w.minAnnotators} error={error} />
      </div>
      <div className="pair">
        <FlagField name="flag" label={w.flag} error={error} />
        <FlagField name="without_flag" label={w.withoutFlag} error={error} />
      </div>
      <div className="pair">
        <Field name="batch" label={w.batch} error={error} />
        <Field name="video" label={w.video} error={error} />
      </div>
    </div>
  </Card>
)

const Parts = ({ error }: Shared) => (
  <Card title={w.parts}>
    <div className="form">
      <Field name="splits" label={w.splits} about={w.splitsAbout} error={error} />
      <div className="pair">
        <Field name="split" label={w.split} about={w.splitAbout} error={error} />
        <Field name="seed" type="number" label={w.seed} about={w.seedAbout} error={error} />
      </div>
    </div>
  </Card>
)

/** What may be asked of an export, in four groups; what the server refuses stands at its field. */
export const ExportFilters = ({ error, classes }: Shared & { classes: readonly Schema<'ClassShare'>[] }) => (
  <div className="grid">
    <Whose error={error} />
    <Annotations error={error} classes={classes} />
    <Images error={error} />
    <Parts error={error} />
  </div>
)
