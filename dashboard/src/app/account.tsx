import { SegmentedControl } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'

import { prefix } from '../api/place'
import { useMay, useSession, useSignOut } from '../api/session'
import { Refused, useSubmission } from '../parts/submission'
import { words } from '../words'
import { choose, CHOICES, useChoice, type Choice } from './theme'

/** The foot of the rail: colours, keys, the reference of the API, and the way out. */
export function Account() {
  const session = useSession()
  const administers = useMay('admin')
  const choice = useChoice()
  const signOut = useSignOut()
  const leaving = useSubmission()
  const navigate = useNavigate()
  return (
    <div className="account">
      <SegmentedControl
        size="xs"
        fullWidth
        aria-label={words.shell.theme.label}
        value={choice}
        onChange={(value) => {
          choose(value as Choice)
        }}
        data={CHOICES.map((value) => ({ value, label: words.shell.theme[value] }))}
      />
      <div className="ways">
        {administers && <Link to="/keys">{words.shell.keys}</Link>}
        <a href={`${prefix}/docs`}>{words.shell.apiDocs}</a>
        {session.data && (
          <button
            type="button"
            className="link"
            onClick={() => {
              void leaving.send(async () => {
                await signOut()
                await navigate({ to: '/sign-in' })
              })
            }}
          >
            {words.shell.signOut}
          </button>
        )}
      </div>
      <Refused error={leaving.error} />
      {session.data && (
        <p className="small line" title={session.data.name}>
          {session.data.name}
        </p>
      )}
    </div>
  )
}
