/* htmx, told before it starts: no eval, no styles of its own (they would break the CSP), no page kept in the browser's storage. */
htmx.config.allowEval = false
htmx.config.includeIndicatorStyles = false
htmx.config.historyCacheSize = 0
