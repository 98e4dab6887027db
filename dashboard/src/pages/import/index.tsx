import { useQueryClient } from '@tanstack/react-query'

import { useMay } from '../../api/session'
import { Card } from '../../parts/card'
import { Head } from '../../parts/head'
import { words } from '../../words'
import { Jobs, useImports } from './jobs'
import { Labels } from './labels'
import { Pictures } from './pictures'
import { Sources } from './sources'
import './import.css'

/** Labels and pictures in: from files, and from tools that people label in. */
export default function Import() {
  const administers = useMay('admin')
  const imports = useImports()
  const queries = useQueryClient()
  return (
    <main id="content">
      <Head title={words.imports.title} about={words.imports.about} />
      <div className="halves">
        <div className="grid">
          <Labels onSent={imports.refresh} />
          <Pictures
            onSent={() => {
              void queries.invalidateQueries({ type: 'active' })
            }}
          />
        </div>
        <div className="grid">
          <Jobs imports={imports} />
          {administers ? (
            <Sources />
          ) : (
            <Card title={words.imports.sources}>
              <p className="small">{words.imports.adminOnly}</p>
            </Card>
          )}
        </div>
      </div>
    </main>
  )
}
