import { Button } from '@mantine/core'

import { words } from '../words'

/** The way to the next page of a list that is longer than what is shown. */
export function ShowMore({
  of,
}: {
  of: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown }
}) {
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
