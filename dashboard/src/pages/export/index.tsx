import { Button, NativeSelect } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'

import { api } from '../../api/client'
import { prefix } from '../../api/place'
import { useProjectId } from '../../app/project'
import { useFilters } from '../../app/search'
import { Card } from '../../parts/card'
import { CopyText } from '../../parts/copy'
import { Head } from '../../parts/head'
import { IconDownload } from '../../parts/icons'
import { StaleBar } from '../../parts/stale'
import { Answer } from '../../parts/states'
import { words } from '../../words'
import { commandOf, curlOf, fileOf, parameters, pathOfExport } from './call'
import { ExportFilters } from './filters'
import { Holding } from './holding'
import './export.css'

const w = words.exports

function Format() {
  const [search, change] = useFilters()
  return (
    <NativeSelect
      label={w.format}
      value={search['format'] ?? 'native'}
      data={Object.entries(w.formats).map(([value, label]) => ({ value, label }))}
      onChange={({ currentTarget: { value } }) => {
        change({ format: value === 'native' ? undefined : value })
      }}
    />
  )
}

/** The file itself where the filters are ones the server takes, and the calls that ask for it. */
function Taking({ taken }: { taken: boolean }) {
  const project = useProjectId()
  const [search] = useFilters()
  const base = window.location.origin + prefix
  return (
    <div className="export-taking">
      {taken && (
        <>
          <Button
            component="a"
            href={prefix + pathOfExport(project, search)}
            download
            leftSection={<IconDownload size={16} aria-hidden />}
          >
            {w.download}
          </Button>
          <Button
            component="a"
            variant="default"
            href={prefix + pathOfExport(project, search).replace('/export', '/export/manifest')}
            download={`${fileOf(search['format'])}.manifest.json`}
          >
            {w.manifest}
          </Button>
        </>
      )}
      <CopyText title={w.curl} text={curlOf(base, project, search)} />
      <CopyText title={w.command} text={commandOf(base, project, search, fileOf(search['format']))} />
      <p className="small">{w.keyAbout}</p>
    </div>
  )
}

/** Which labels to take away, what the file will hold, and how to have it made by a program. */
export default function Export() {
  const project_id = useProjectId()
  const [search] = useFilters()
  const navigate = useNavigate()
  const path = { project_id }
  const manifest = api.useQuery('get', '/v1/projects/{project_id}/export/manifest', {
    params: { path, query: parameters(search) as never },
  })
  const overview = api.useQuery('get', '/v1/projects/{project_id}/quality/overview', { params: { path } })
  return (
    <main id="content">
      <Head title={w.title} about={w.about}>
        <Button
          size="xs"
          variant="default"
          disabled={Object.keys(search).length === 0}
          onClick={() => {
            void navigate({ to: '.', search: {} as never })
          }}
        >
          {w.reset}
        </Button>
      </Head>
      <StaleBar />
      <div className="halves">
        <ExportFilters error={manifest.error} classes={overview.data?.classes ?? []} />
        <div className="grid export-side">
          <Card title={w.holds}>
            <Answer of={manifest} height={260}>
              {(data) => <Holding of={data} />}
            </Answer>
          </Card>
          <Card title={w.take}>
            <div className="form">
              <Format />
              <Taking taken={!manifest.isError} />
            </div>
          </Card>
        </div>
      </div>
    </main>
  )
}
