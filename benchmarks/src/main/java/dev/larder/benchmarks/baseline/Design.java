package dev.larder.benchmarks.baseline;

import dev.larder.v1.GetObjectRequest;
import dev.larder.v1.GetObjectResponse;
import io.grpc.stub.StreamObserver;

/** One way to answer GetObject, to be measured against the product's. */
interface Design {
  /** Answers a call; runs on the event loop that received it. */
  void get(GetObjectRequest request, StreamObserver<GetObjectResponse> observer);

  /** Answers a call that could be worked out here and now. */
  static void answer(StreamObserver<GetObjectResponse> observer, GetObjectResponse response) {
    observer.onNext(response);
    observer.onCompleted();
  }
}
