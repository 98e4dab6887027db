import { Link } from '@tanstack/react-router'

import type { Overview } from '../../api/quality'
import { toImages } from '../../app/links'
import { useProjectId } from '../../app/project'
import { count, halfWidth, share, shareChange, upTo } from '../../format/numbers'
import { Figure, Figures } from '../../parts/figure'
import { words } from '../../words'
import type { Model, useOutliers } from './asked'

const w = words.suggestions

type Props = {
  overview: Overview | undefined
  /** The one model that the page is about; undefined where there are several, whose rates cannot be added up. */
  model: Model | undefined
  outliers: ReturnType<typeof useOutliers>
}

const around = (bounds: readonly number[] | null): { unit?: string } => {
  const half = halfWidth(bounds)
  return half === null ? {} : { unit: w.around(shareChange(half).replace(/^./, '')) }
}

/** How many answers started from suggestions, and for one model what became of them. */
export function SuggestionFigures({ overview, model, outliers }: Props) {
  const project = useProjectId()
  const rate = (label: string, value: number | null, bounds: readonly number[] | null, n: number) => (
    <Figure label={label} value={share(value)} {...around(bounds)} reason={words.states.none}>
      <span>{w.ofSuggested(count(n))}</span>
    </Figure>
  )
  return (
    <Figures>
      {overview && (
        <Figure
          label={w.assisted}
          value={share(overview.ai_assisted_share)}
          {...around(overview.ai_assisted_share_ci95)}
          reason={w.none}
        >
          <span>{w.ofAnswers(overview.annotations)}</span>
        </Figure>
      )}
      {model && rate(w.accepted, model.accept_rate, model.accept_rate_ci95, model.n_suggested)}
      {model && rate(w.edited, model.edit_rate, model.edit_rate_ci95, model.n_suggested)}
      {model && rate(w.rejected, model.reject_rate, model.reject_rate_ci95, model.n_suggested)}
      {model && (
        <Figure label={w.wrong} value={share(model.error_rate)} {...around(model.error_rate_ci95)} reason={w.noCheck}>
          <span>{w.checked(count(model.n_checked))}</span>
        </Figure>
      )}
      {outliers.data && (
        <Figure label={w.outliers} value={upTo(outliers.data.count)}>
          <Link {...toImages(project, { flag: 'suggestion_outlier' })}>{w.toImages}</Link>
        </Figure>
      )}
    </Figures>
  )
}
