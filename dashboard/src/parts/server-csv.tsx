import { Button } from '@mantine/core'

import { csvOfServer, MOST_ROWS } from '../api/csv-rows'
import { count } from '../format/numbers'
import { words } from '../words'
import { saved } from './csv'
import { IconDownload } from './icons'
import { Refused, useSubmission } from './submission'

/** Saves a report of the server as CSV, with the filters of the page: more rows than the page holds. */
export function ServerCsv({ name, path }: { name: string; path: string }) {
  const { busy, error, send } = useSubmission()
  return (
    <>
      <Button
        size="xs"
        variant="default"
        loading={busy}
        title={words.states.csvAbout(count(MOST_ROWS))}
        leftSection={<IconDownload size={14} />}
        onClick={() => {
          void send(async () => {
            saved(`${name}.csv`, await csvOfServer(path))
          })
        }}
      >
        {words.states.csv}
      </Button>
      <Refused error={error} />
    </>
  )
}
