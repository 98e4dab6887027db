import { Button } from '@mantine/core'

import { words } from '../words'
import { Failure } from './states'

type Pages = {
  hasNextPage: boolean
  isFetchingNextPage: boolean
  isFetchNextPageError: boolean
  error: unknown
  fetchNextPage: () => unknown
}

/** The way to the next page of a list that is longer than what is shown; what is shown stays when it does not come. */
export function ShowMore({ of }: { of: Pages }) {
  if (of.isFetchNextPageError) return <Failure error={of.error} retry={() => void of.fetchNextPage()} />
  if (!of.hasNextPage) return null
  return (
    <div className="show-more">
      <Button
        variant="default"
        size="sm"
        loading={of.isFetchingNextPage}
        onClick={() => {
          void of.fetchNextPage()
        }}
      >
        {words.states.more}
      </Button>
    </div>
  )
}
