package dev.larder.client;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import dev.larder.v1.BatchGetObjectsItem;
import dev.larder.v1.BatchGetObjectsRequest;
import dev.larder.v1.BatchGetObjectsResponse;
import dev.larder.v1.CacheServiceGrpc;
import dev.larder.v1.CompleteFillRequest;
import dev.larder.v1.CompleteFillResponse;
import dev.larder.v1.DeleteObjectRequest;
import dev.larder.v1.DeleteObjectResponse;
import dev.larder.v1.Entry;
import dev.larder.v1.FailFillRequest;
import dev.larder.v1.FailFillResponse;
import dev.larder.v1.GetCapabilitiesRequest;
import dev.larder.v1.GetCapabilitiesResponse;
import dev.larder.v1.GetObjectRequest;
import dev.larder.v1.GetObjectResponse;
import dev.larder.v1.PutObjectRequest;
import dev.larder.v1.PutObjectResponse;
import dev.larder.v1.ReadPolicy;
import dev.larder.v1.RenewFillRequest;
import dev.larder.v1.RenewFillResponse;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A cache in a map that answers as it is told: stale, broken, or with failures that were queued. It
 * knows nothing of fills, but takes what comes of them; a test that is about them answers itself.
 */
final class TestingCacheService extends CacheServiceGrpc.CacheServiceImplBase {
  final Map<dev.larder.v1.Key, PutObjectRequest> objects = new ConcurrentHashMap<>();
  final List<GetObjectRequest> gets = new CopyOnWriteArrayList<>();
  final List<PutObjectRequest> puts = new CopyOnWriteArrayList<>();
  final List<BatchGetObjectsRequest> batches = new CopyOnWriteArrayList<>();
  final Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();
  final Queue<RuntimeException> putFailures = new ConcurrentLinkedQueue<>();
  final Queue<RuntimeException> lostPutAnswers = new ConcurrentLinkedQueue<>();
  final List<DeleteObjectRequest> deletes = new CopyOnWriteArrayList<>();
  final List<CompleteFillRequest> completions = new CopyOnWriteArrayList<>();
  final BlockingQueue<FailFillRequest> failedFills = new LinkedBlockingQueue<>();
  final BlockingQueue<RenewFillRequest> renewals = new LinkedBlockingQueue<>();
  final Queue<RuntimeException> completionFailures = new ConcurrentLinkedQueue<>();
  final Queue<RuntimeException> renewalFailures = new ConcurrentLinkedQueue<>();
  volatile Consumer<Runnable> putWork = Runnable::run;
  volatile Supplier<GetCapabilitiesResponse> capabilities =
      GetCapabilitiesResponse::getDefaultInstance;
  volatile boolean stale;
  volatile @Nullable Function<GetObjectRequest, GetObjectResponse> answer;

  static StatusRuntimeException unavailable() {
    return Status.UNAVAILABLE.withDescription("busy").asRuntimeException();
  }

  static StatusRuntimeException unavailable(String pushback) {
    Metadata trailers = new Metadata();
    trailers.put(
        Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER), pushback);
    return Status.UNAVAILABLE.withDescription("busy").asRuntimeException(trailers);
  }

  /** What gRPC says when a connection ends under a call: nobody knows whether it was done. */
  static StatusRuntimeException connectionLost() {
    return Status.UNAVAILABLE.withDescription("Network closed").asRuntimeException();
  }

  /** The server did nothing, and says when to ask again. */
  static StatusRuntimeException refusal(String reason) {
    return refusal(reason, Duration.ofMillis(1));
  }

  static StatusRuntimeException refusal(String reason, Duration retryAfter) {
    return StatusProto.toStatusRuntimeException(
        status(Status.Code.UNAVAILABLE, reason).toBuilder()
            .addDetails(
                Any.pack(
                    RetryInfo.newBuilder().setRetryDelay(WireTime.duration(retryAfter)).build()))
            .build());
  }

  static StatusRuntimeException failure(Status.Code code, String reason) {
    return StatusProto.toStatusRuntimeException(status(code, reason));
  }

  /** An argument was refused. */
  static StatusRuntimeException invalid(String reason, String field) {
    return StatusProto.toStatusRuntimeException(
        status(Status.Code.INVALID_ARGUMENT, reason).toBuilder()
            .addDetails(
                Any.pack(
                    BadRequest.newBuilder()
                        .addFieldViolations(BadRequest.FieldViolation.newBuilder().setField(field))
                        .build()))
            .build());
  }

  static com.google.rpc.Status status(Status.Code code, String reason) {
    return com.google.rpc.Status.newBuilder()
        .setCode(code.value())
        .setMessage("told to fail")
        .addDetails(
            Any.pack(ErrorInfo.newBuilder().setDomain("larder.dev").setReason(reason).build()))
        .build();
  }

  @Override
  public void getObject(GetObjectRequest request, StreamObserver<GetObjectResponse> observer) {
    gets.add(request);
    answer(observer, failures.poll(), () -> read(request));
  }

  @Override
  public void batchGetObjects(
      BatchGetObjectsRequest request, StreamObserver<BatchGetObjectsResponse> observer) {
    batches.add(request);
    BatchGetObjectsResponse.Builder response = BatchGetObjectsResponse.newBuilder();
    request.getRequestsList().forEach(get -> response.addItems(item(get)));
    answer(observer, failures.poll(), response::build);
  }

  @Override
  public void putObject(PutObjectRequest request, StreamObserver<PutObjectResponse> observer) {
    puts.add(request);
    putWork.accept(() -> store(request, observer));
  }

  private void store(PutObjectRequest request, StreamObserver<PutObjectResponse> observer) {
    RuntimeException failure = putFailures.poll();
    if (failure == null) {
      objects.put(request.getKey(), request);
      failure = lostPutAnswers.poll();
    }
    answer(
        observer, failure, () -> PutObjectResponse.newBuilder().setRevision(puts.size()).build());
  }

  @Override
  public void deleteObject(
      DeleteObjectRequest request, StreamObserver<DeleteObjectResponse> observer) {
    deletes.add(request);
    boolean deleted = objects.remove(request.getKey()) != null;
    answer(
        observer,
        failures.poll(),
        () -> DeleteObjectResponse.newBuilder().setDeleted(deleted).build());
  }

  @Override
  public void completeFill(
      CompleteFillRequest request, StreamObserver<CompleteFillResponse> observer) {
    completions.add(request);
    answer(
        observer,
        completionFailures.poll(),
        () -> CompleteFillResponse.newBuilder().setRevision(completions.size()).build());
  }

  @Override
  public void failFill(FailFillRequest request, StreamObserver<FailFillResponse> observer) {
    failedFills.add(request);
    answer(observer, null, FailFillResponse::getDefaultInstance);
  }

  @Override
  public void renewFill(RenewFillRequest request, StreamObserver<RenewFillResponse> observer) {
    renewals.add(request);
    answer(
        observer,
        renewalFailures.poll(),
        () -> RenewFillResponse.newBuilder().setExpiresIn(request.getLease()).build());
  }

  @Override
  public void getCapabilities(
      GetCapabilitiesRequest request, StreamObserver<GetCapabilitiesResponse> observer) {
    answer(observer, null, capabilities);
  }

  GetObjectResponse read(GetObjectRequest request) {
    Function<GetObjectRequest, GetObjectResponse> override = answer;
    return override == null ? find(request) : override.apply(request);
  }

  private BatchGetObjectsItem item(GetObjectRequest request) {
    BatchGetObjectsItem.Builder item = BatchGetObjectsItem.newBuilder();
    try {
      return item.setResponse(read(request)).build();
    } catch (StatusRuntimeException failure) {
      return item.setError(StatusProto.fromThrowable(failure)).build();
    }
  }

  private GetObjectResponse find(GetObjectRequest request) {
    if (request.getPolicy().getFreshness() == dev.larder.v1.Freshness.FRESHNESS_REFRESH) {
      return outcome(dev.larder.v1.Outcome.OUTCOME_MISS_BYPASSED);
    }
    PutObjectRequest stored = objects.get(request.getKey());
    if (stored == null) {
      return outcome(dev.larder.v1.Outcome.OUTCOME_MISS_ABSENT);
    }
    if (stored.getNegative()) {
      return outcome(dev.larder.v1.Outcome.OUTCOME_NEGATIVE).toBuilder()
          .setEntry(Entry.newBuilder().setKey(request.getKey()).setNegative(true))
          .build();
    }
    if (stale && !acceptsStale(request.getPolicy())) {
      return outcome(dev.larder.v1.Outcome.OUTCOME_MISS_STALE);
    }
    return outcome(
            stale ? dev.larder.v1.Outcome.OUTCOME_STALE : dev.larder.v1.Outcome.OUTCOME_FRESH)
        .toBuilder()
        .setEntry(
            Entry.newBuilder()
                .setKey(request.getKey())
                .setPayload(stored.getPayload())
                .setOriginValidator(stored.getOriginValidator())
                .addAllIndexTerms(stored.getIndexTermsList()))
        .build();
  }

  private static boolean acceptsStale(ReadPolicy policy) {
    return switch (policy.getFreshness()) {
      case FRESHNESS_ANY, FRESHNESS_STALE_IF_ERROR, FRESHNESS_STALE_WHILE_REVALIDATE -> true;
      default -> false;
    };
  }

  static GetObjectResponse outcome(dev.larder.v1.Outcome outcome) {
    return GetObjectResponse.newBuilder().setOutcome(outcome).setReadRevision(7).build();
  }

  private static <R> void answer(
      StreamObserver<R> observer, @Nullable RuntimeException failure, Supplier<R> response) {
    try {
      if (failure != null) {
        throw failure;
      }
      observer.onNext(response.get());
      observer.onCompleted();
    } catch (RuntimeException failed) {
      observer.onError(failed);
    }
  }
}
