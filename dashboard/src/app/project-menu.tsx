import { Menu } from '@mantine/core'
import { Link } from '@tanstack/react-router'

import { api, type Schema } from '../api/client'
import { IconSelector } from '../parts/icons'
import { words } from '../words'

const SHOWN = 20

/** The project at hand, and the way to another. */
export function ProjectMenu({ project }: { project: Schema<'ProjectAnswer'> }) {
  const { data } = api.useQuery('get', '/v1/projects', { params: { query: { limit: SHOWN } } })
  return (
    <Menu position="bottom-start" width="target" withinPortal={false} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <button type="button" className="project-button" title={project.name}>
          <span className="line">
            {project.name}
            <small>{words.projects.task[project.task] ?? project.task}</small>
          </span>
          <IconSelector size={16} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown aria-label={words.shell.projectMenu}>
        {data?.projects.map((p) => (
          <Menu.Item
            key={p.project_id}
            component={Link}
            {...({ to: '/p/$project', params: { project: p.project_id } } as object)}
          >
            <span className="line" dir="auto">
              {p.name}
            </span>
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item component={Link} {...({ to: '/' } as object)}>
          {words.shell.projects}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
