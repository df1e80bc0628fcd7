package dev.larder.transport;

import dev.larder.cache.ReadAnswer;
import dev.larder.cache.ServedEntry;
import dev.larder.model.Content;
import dev.larder.model.Entry;
import dev.larder.model.IndexTerm;
import dev.larder.model.Outcome;
import dev.larder.model.Payload;
import dev.larder.v1.GetObjectResponse;
import dev.larder.v1.PayloadView;
import jakarta.inject.Inject;
import org.jspecify.annotations.Nullable;

/**
 * Answers of reads, put into the words of the wire.
 *
 * <p>Thread-safe.
 */
final class EntryMapper {
  private final PayloadMapper payloads;

  @Inject
  EntryMapper(PayloadMapper payloads) {
    this.payloads = payloads;
  }

  GetObjectResponse write(ReadAnswer answer, PayloadView view) {
    GetObjectResponse.Builder response =
        GetObjectResponse.newBuilder()
            .setOutcome(OutcomeMapper.write(answer.outcome()))
            .setReadRevision(answer.readRevision());
    ServedEntry entry = answer.entry();
    if (entry != null) {
      boolean known = answer.outcome() == Outcome.NOT_MODIFIED;
      response.setEntry(write(entry, known ? PayloadView.PAYLOAD_VIEW_NONE : view));
    }
    return response.build();
  }

  dev.larder.v1.Entry write(ServedEntry served, PayloadView view) {
    Entry entry = served.entry();
    dev.larder.v1.Entry.Builder wire =
        dev.larder.v1.Entry.newBuilder()
            .setKey(KeyMapper.write(entry.key()))
            .setRevision(entry.revision())
            .setFetchTime(WireTimes.timestamp(entry.validity().fetchTime()))
            .setLifetime(LifetimeMapper.write(entry.validity().lifetime()))
            .setAge(WireTimes.duration(served.age()))
            .setFreshFor(WireTimes.duration(served.freshFor()));
    if (entry.deleteTime() != null) {
      wire.setDeleteTime(WireTimes.timestamp(entry.deleteTime()));
    }
    writeContent(entry.content(), view, wire);
    return wire.build();
  }

  private void writeContent(Content content, PayloadView view, dev.larder.v1.Entry.Builder wire) {
    wire.setNegative(content.negative())
        .setEtag(content.etag())
        .setOriginValidator(content.originValidator());
    for (IndexTerm term : content.indexTerms()) {
      wire.addIndexTermsBuilder().setField(term.field()).setValue(term.value());
    }
    Payload payload = content.payload();
    if (payload != null && view != PayloadView.PAYLOAD_VIEW_NONE) {
      wire.setPayload(payloads.write(payload, view));
    }
  }

  /** How many bytes of payload there are to convert. */
  static long payloadBytes(@Nullable ServedEntry served) {
    Payload payload = served == null ? null : served.entry().content().payload();
    return payload == null ? 0 : payload.bytes().size();
  }
}
