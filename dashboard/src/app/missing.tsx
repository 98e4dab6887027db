import { Link } from '@tanstack/react-router'

import { Empty } from '../parts/states'
import { words } from '../words'

/** For an address that leads nowhere. */
export const Missing = ({ title = words.states.noPage }: { title?: string }) => (
  <main id="content">
    <h1 className="hidden">{title}</h1>
    <Empty title={title} action={<Link to="/">{words.states.toProjects}</Link>} />
  </main>
)
