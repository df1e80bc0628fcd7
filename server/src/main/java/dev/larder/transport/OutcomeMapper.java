package dev.larder.transport;

import dev.larder.model.Outcome;

/** What a read found, as the wire names it. */
final class OutcomeMapper {
  private OutcomeMapper() {}

  static dev.larder.v1.Outcome write(Outcome outcome) {
    return switch (outcome) {
      case FRESH -> dev.larder.v1.Outcome.OUTCOME_FRESH;
      case STALE -> dev.larder.v1.Outcome.OUTCOME_STALE;
      case NOT_MODIFIED -> dev.larder.v1.Outcome.OUTCOME_NOT_MODIFIED;
      case NEGATIVE -> dev.larder.v1.Outcome.OUTCOME_NEGATIVE;
      case MISS_ABSENT -> dev.larder.v1.Outcome.OUTCOME_MISS_ABSENT;
      case MISS_STALE -> dev.larder.v1.Outcome.OUTCOME_MISS_STALE;
      case MISS_DELETED -> dev.larder.v1.Outcome.OUTCOME_MISS_DELETED;
      case MISS_INCOMPLETE -> dev.larder.v1.Outcome.OUTCOME_MISS_INCOMPLETE;
      case MISS_BYPASSED -> dev.larder.v1.Outcome.OUTCOME_MISS_BYPASSED;
      case DEFERRED -> dev.larder.v1.Outcome.OUTCOME_DEFERRED;
    };
  }
}
