import { Outlet, useParams } from '@tanstack/react-router'

import { api } from '../api/client'
import { LiveProject } from '../api/live'
import { Failure, Skeleton } from '../parts/states'
import { annotatorIn, imageIn } from './links'
import { Missing } from './missing'
import { Problem } from '../api/problem'
import { words } from '../words'
import { Rail } from './rail'

/** The project of the address. */
export const useProjectId = (): string => useParams({ strict: false }).project ?? ''

/** The annotator of the address; empty on pages of no annotator. */
export const useAnnotatorId = (): string => annotatorIn(useParams({ strict: false }).annotator ?? '')

/** The image of the address; empty on pages of no image. */
export const useImageId = (): string => imageIn(useParams({ strict: false })._splat ?? '')

/** What the server says about the project of the address. */
export const useProject = () =>
  api.useQuery('get', '/v1/projects/{project_id}', { params: { path: { project_id: useProjectId() } } })

/** A project's pages; a project that is not there, or not for this key, is said to be so at once. */
export function Project() {
  const id = useProjectId()
  const project = useProject()
  if (project.error instanceof Problem && project.error.status === 404)
    return <Missing title={words.states.noProject} />
  if (project.isError)
    return (
      <main id="content">
        <Failure
          error={project.error}
          retry={() => {
            void project.refetch()
          }}
        />
      </main>
    )
  if (project.data === undefined) return <Skeleton height={400} />
  return (
    <LiveProject key={id} project={id}>
      <Outlet />
    </LiveProject>
  )
}

/** Pages with the rail beside them. */
export function Framed() {
  const { data } = useProject()
  if (data === undefined) return null
  return (
    <Rail project={data}>
      <Outlet />
    </Rail>
  )
}
