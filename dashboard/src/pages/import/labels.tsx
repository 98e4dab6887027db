import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'

import { address, type Schema } from '../../api/client'
import { useProjectId } from '../../app/project'
import { Card } from '../../parts/card'
import { Drop } from '../../parts/drop'
import { useSending } from '../../parts/sending'
import { SentList } from '../../parts/sent-list'
import { words } from '../../words'
import formats from './formats.json'

const w = words.imports

/** Files of labels: chosen or dropped, sent one after the other; each becomes an import of its own. */
export function Labels({ onSent }: { onSent: () => void }) {
  const project_id = useProjectId()
  const [format, setFormat] = useState('auto')
  const [annotator, setAnnotator] = useState('')
  const [kind, setKind] = useState('')
  const to = (file: File) =>
    address(
      '/v1/projects/{project_id}/imports',
      { project_id },
      { format, name: file.name, annotator: annotator.trim() || undefined, kind: kind || undefined },
    )
  const { files, busy, add, remove, send, stop } = useSending<Schema<'Import'>>(to, onSent)
  const waiting = files.filter((one) => one.state !== 'sent').length
  return (
    <Card title={w.files} about={w.filesAbout}>
      <div className="form">
        <Drop title={w.drop} about={w.dropAbout} onFiles={add} />
        {files.length > 0 && <SentList files={files} onRemove={remove} />}
        <div className="pair">
          <NativeSelect
            label={w.format}
            value={format}
            data={[{ value: 'auto', label: w.auto }, ...formats.map((value) => ({ value, label: value }))]}
            onChange={(event) => {
              setFormat(event.currentTarget.value)
            }}
          />
          <NativeSelect
            label={w.kind}
            description={w.kindAbout}
            value={kind}
            data={Object.entries(w.kinds).map(([value, label]) => ({ value, label }))}
            onChange={(event) => {
              setKind(event.currentTarget.value)
            }}
          />
          <TextInput
            label={w.annotator}
            description={w.annotatorAbout}
            value={annotator}
            onChange={(event) => {
              setAnnotator(event.currentTarget.value)
            }}
          />
        </div>
        <div className="form-ways">
          {busy && (
            <Button variant="default" onClick={stop}>
              {w.stop}
            </Button>
          )}
          <Button onClick={send} loading={busy} disabled={waiting === 0}>
            {waiting === 0 ? w.sendNone : w.send(waiting)}
          </Button>
        </div>
      </div>
    </Card>
  )
}
