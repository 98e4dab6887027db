import { Button } from '@mantine/core'

import { address, type Schema } from '../../api/client'
import { useProjectId } from '../../app/project'
import { Card } from '../../parts/card'
import { Drop } from '../../parts/drop'
import { useSending } from '../../parts/sending'
import { SentList } from '../../parts/sent-list'
import { words } from '../../words'
import { plural } from '../../words/plural'
import { Problems } from './problems'

type Taken = Schema<'PicturesTaken'>
const w = words.imports
const COUNTED = ['stored', 'same', 'unknown', 'refused', 'ignored', 'sizes'] as const
const ARCHIVE = /\.(zip|tar|tgz|tar\.gz)$/i

/** What became of the pictures of one upload. */
function Came({ of }: { of: Taken }) {
  const said = COUNTED.flatMap((name) => ((of[name] ?? 0) > 0 ? [plural(of[name] ?? 0, w.picturesTaken[name])] : []))
  return (
    <>
      <p className="small">{said.length > 0 ? said.join(', ') : w.picturesNothing}</p>
      <Problems of={of.problems ?? []} />
    </>
  )
}

/** Pictures of images: archives, whose files are named like images, and single files. */
export function Pictures({ onSent }: { onSent: () => void }) {
  const project_id = useProjectId()
  const to = (file: File) =>
    address(
      '/v1/projects/{project_id}/pictures',
      { project_id },
      ARCHIVE.test(file.name) ? {} : { image_id: file.name },
    )
  const { files, busy, add, remove, send, stop } = useSending<Taken>(to, onSent)
  const waiting = files.filter((one) => one.state !== 'sent').length
  return (
    <Card title={w.pictures} about={w.picturesAbout}>
      <div className="form">
        <Drop title={w.picturesDrop} about={w.picturesDropAbout} onFiles={add} />
        {files.length > 0 && <SentList files={files} onRemove={remove} answer={(answer) => <Came of={answer} />} />}
        <div className="form-ways">
          {busy && (
            <Button variant="default" onClick={stop}>
              {w.stop}
            </Button>
          )}
          <Button onClick={send} loading={busy} disabled={waiting === 0}>
            {waiting === 0 ? w.picturesNone : w.picturesSend(waiting)}
          </Button>
        </div>
      </div>
    </Card>
  )
}
