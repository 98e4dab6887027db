import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'

import { fetcher, type Schema } from '../../api/client'
import { Card } from '../../parts/card'
import { Confirm } from '../../parts/confirm'
import { IconTrash } from '../../parts/icons'
import { words } from '../../words'

const w = words.settings.deletion

/** Deletes the project with everything in it, when its name was typed. */
export function Deletion({ project }: { project: Schema<'ProjectAnswer'> }) {
  const [asked, setAsked] = useState(false)
  const navigate = useNavigate()
  const queries = useQueryClient()
  const act = async () => {
    await fetcher.DELETE('/v1/projects/{project_id}', { params: { path: { project_id: project.project_id } } })
    await navigate({ to: '/' })
    queries.removeQueries({ predicate: ({ queryKey }) => JSON.stringify(queryKey).includes(project.project_id) })
    await queries.invalidateQueries({ queryKey: ['get', '/v1/projects'] })
  }
  return (
    <Card title={w.title}>
      <div className="form">
        <p className="small">{w.about}</p>
        <div>
          <Button
            variant="default"
            leftSection={<IconTrash size={15} aria-hidden />}
            onClick={() => {
              setAsked(true)
            }}
          >
            {w.way}
          </Button>
        </div>
      </div>
      {asked && (
        <Confirm
          title={w.title}
          way={w.way}
          typed={{ label: w.typed, word: project.name }}
          act={act}
          onClose={() => {
            setAsked(false)
          }}
        >
          <p>{w.about}</p>
        </Confirm>
      )}
    </Card>
  )
}
