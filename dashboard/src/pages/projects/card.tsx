import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'

import type { Given } from '../../api/client'
import { HEALTHY, RELIABLE } from '../../charts/bars'
import { count, DASH, fine, halfWidth, scoreAgainst, share } from '../../format/numbers'
import { Tag, type Tone } from '../../parts/tags'
import { When } from '../../parts/when'
import { words } from '../../words'
import { plural } from '../../words/plural'

type Project = Given<'ProjectRow'>
type Figures = Given<'ProjectFigures'>
const w = words.projects
const TONES: Readonly<Record<string, Tone>> = { excellent: 'ok', healthy: 'ok', reliable: 'ok', low: 'warn' }
const SEVERITIES = ['error', 'warning', 'info'] as const

const Fact = ({ title, children }: { title: string; children: ReactNode }) => (
  <div>
    <dt>{title}</dt>
    <dd>{children}</dd>
  </div>
)

/** What the figure is of, and what it is worth: too few are never judged. */
const Judged = ({ verdict, n }: { verdict: string | null; n: number }) =>
  verdict === 'too_few' || verdict === null ? (
    <span className="small">{verdict === null ? words.states.n(count(n)) : words.states.tooFew(count(n))}</span>
  ) : (
    <>
      <Tag tone={TONES[verdict] ?? 'mute'}>{words.quality.verdict[verdict] ?? verdict}</Tag>
      <span className="small num">{words.states.n(count(n))}</span>
    </>
  )

const PlusMinus = ({ of }: { of: readonly number[] | null }) => {
  const half = halfWidth(of)
  return half === null ? null : <span className="small num">± {fine(half)}</span>
}

function Agreement({
  task,
  figures: { mean_iou, mean_iou_ci95, n_images, verdict, labels },
}: {
  task: string
  figures: Figures
}) {
  if (task === 'classification' && labels !== null)
    return (
      <Fact title={w.agreement(words.quality.coefficient[labels.coefficient] ?? labels.coefficient)}>
        <b className="num">{scoreAgainst(labels.kappa, RELIABLE)}</b>
        <PlusMinus of={labels.kappa_ci95} />
        <Judged verdict={labels.verdict} n={labels.n_images} />
      </Fact>
    )
  return (
    <Fact title={w.meanIou}>
      <b className="num" title={mean_iou === null ? w.noOverlap : undefined}>
        {scoreAgainst(mean_iou, HEALTHY)}
      </b>
      <PlusMinus of={mean_iou_ci95} />
      {mean_iou === null ? <span className="small">{w.noOverlap}</span> : <Judged verdict={verdict} n={n_images} />}
    </Fact>
  )
}

function Alerts({ of }: { of: Figures['open_alerts'] }) {
  const open = SEVERITIES.filter((severity) => (of[severity] ?? 0) > 0)
  return (
    <Fact title={w.alerts}>
      {open.length === 0 ? (
        <span className="small">{w.noAlerts}</span>
      ) : (
        open.map((severity) => (
          <Tag key={severity} tone={severity === 'error' ? 'bad' : severity === 'warning' ? 'warn' : 'mute'}>
            {w.severity(count(of[severity]), words.quality.severity[severity] ?? severity)}
          </Tag>
        ))
      )}
    </Fact>
  )
}

/** How many classes a project names; one that names none takes any. */
const named = (classes: number) => (classes === 0 ? w.anyClass : plural(classes, w.classes))

/** One project at a glance; all of it leads to its overview. */
export function ProjectCard({ project }: { project: Project }) {
  const { figures } = project
  return (
    <article className="card project-card">
      <h2 className="wrap">
        <Link to="/p/$project" params={{ project: project.project_id }}>
          <bdi>{project.name}</bdi>
        </Link>
      </h2>
      <p className="small">{w.about(w.task[project.task] ?? project.task, named(project.classes.length))}</p>
      <dl>
        {figures !== null && (
          <>
            <Fact title={w.labelled}>
              <b className="num" title={figures.labelled_share === null ? w.noImages : undefined}>
                {figures.labelled_share === null ? DASH : share(figures.labelled_share)}
              </b>
              <span className="small num">
                {figures.images === 0 ? w.noImages : w.of(words.quality.images(figures.images))}
              </span>
            </Fact>
            <Agreement task={project.task} figures={figures} />
            <Alerts of={figures.open_alerts} />
          </>
        )}
        <Fact title={w.lastWrite}>
          <When iso={figures?.as_of ?? project.changed_at} short />
        </Fact>
      </dl>
    </article>
  )
}
