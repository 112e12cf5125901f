/**
 * Laws of Lipschitz constraints, checked on generated inputs against exact oracles, and a conformance kit for anyone's
 * constraint.
 * @packageDocumentation
 */
export { checkOne, checkTable, type CheckTableOptions, lawsFor } from "./kit/check-table.ts";
export { type CheckLawOptions, defineLaw, type Law, type LawFinding, type LawSpec } from "./kit/define-law.ts";
export { type Counterexample, type LawReport } from "./kit/law-report.ts";
export { type LawTable } from "./kit/law-table.ts";
export { type Measurement } from "./kit/measurement.ts";
export { type Check, checkOf } from "./kit/check.ts";
export { gradientPenaltyTable } from "./laws/gradient-penalty/gradient-penalty.ts";
export { type GradientPenaltySubject, type PenaltyOptions } from "./laws/gradient-penalty/subject.ts";
export { linearMapTable } from "./laws/linear-map/linear-map.ts";
export { type LinearMapSubject } from "./laws/linear-map/subject.ts";
export { trainedCriticTable } from "./laws/trained-critic/trained-critic.ts";
export { type TrainedCriticSubject } from "./laws/trained-critic/subject.ts";
export { certificateTable } from "./laws/certificate/certificate.ts";
export { type CertificateSubject, type CertifyEffort } from "./laws/certificate/subject.ts";
export { normCompositionTable } from "./laws/norm-composition/norm-composition.ts";
export { type NormCompositionSubject } from "./laws/norm-composition/subject.ts";
export { checkConstraint, type CheckConstraintOptions } from "./kit/check-constraint.ts";
export { constraintCheck } from "./kit/constraint-check.ts";
export { type ConstraintReport } from "./kit/constraint-report.ts";
export { describeConstraint, type DescribeConstraintOptions } from "./kit/describe-constraint.ts";
export { formatReports, type FormatReportsOptions } from "./kit/format-reports.ts";
export { formatStatistics, type FormatStatisticsOptions } from "./kit/format-statistics.ts";
export { type KernelKind } from "./laws/constraint/architecture.ts";
export { constraintTable } from "./laws/constraint/constraint.ts";
export { constraintSubject, type ConstraintSubject, type HookName } from "./laws/constraint/subject.ts";
export { stepTable } from "./laws/step/step.ts";
export { type StepRun, type StepSetup, type TrainingStep } from "./laws/step/subject.ts";
export { trainerStep } from "./laws/step/trainer-step.ts";
export { compositionTable } from "./laws/composition/composition.ts";
export { type CompositionSubject } from "./laws/composition/subject.ts";
export { metricTable } from "./laws/metric/metric.ts";
export { type MetricSubject, type Spread } from "./laws/metric/subject.ts";
export { lossTable } from "./laws/loss/loss.ts";
export { type LossSubject } from "./laws/loss/subject.ts";
export { weightClippingTable } from "./laws/weight-clipping/weight-clipping.ts";
export { type WeightClippingSubject } from "./laws/weight-clipping/subject.ts";
export { weightNormTable } from "./laws/weight-norm/weight-norm.ts";
export { type WeightNormSubject } from "./laws/weight-norm/subject.ts";
export {
  type Batch,
  batchCase,
  type BatchCase,
  type BatchCaseOptions,
  batchLabels,
  batchOf,
} from "./arbitraries/batch-case.ts";
export {
  buildCritic,
  type ConcatenatingCritic,
  type ConditionalCritic,
  type ConvCritic,
  type CriticActivation,
  criticCase,
  type CriticCase,
  type CriticCaseOptions,
  criticLabels,
  type CriticWeights,
  type DenseCritic,
  type ResidualCritic,
  sampleShapeOf,
} from "./arbitraries/critic-case.ts";
export {
  historyCase,
  type HistoryCase,
  type HistoryCaseOptions,
  historyLabels,
  historyOf,
  type Increment,
} from "./arbitraries/history-case.ts";
export {
  inputShapeOf,
  type Kernel,
  kernelCase,
  type KernelCase,
  type KernelCaseOptions,
  kernelLabels,
  kernelOf,
} from "./arbitraries/kernel-case.ts";
export {
  type ConditionProfile,
  type ExactCase,
  type ExactShape,
  type GapProfile,
  type IntegersCase,
  knownSingularValues,
  matrixCase,
  type MatrixCase,
  type MatrixCaseOptions,
  matrixLabels,
  matrixOf,
  type Rows,
  type SpectrumCase,
  type Turned,
} from "./arbitraries/matrix-case.ts";
export { explicitMatrixOf, type TensorMap } from "./oracles/explicit-matrix-of.ts";
export { explicitOperator, type ExplicitOperator, type ImageShape } from "./oracles/explicit-operator.ts";
export { centralDifferences, type DifferenceOptions, type DifferenceQuotient } from "./oracles/gradient-oracles.ts";
export { singularValuesByBigEigs } from "./oracles/singular-values-by-big-eigs.ts";
export { singularValuesByEigs } from "./oracles/singular-values-by-eigs.ts";
export { leadingProjection, type Svd, svd } from "./oracles/svd.ts";
export { powerIterationTable } from "./laws/power-iteration/power-iteration.ts";
export { type PowerIterationFunctions } from "./laws/power-iteration/subject.ts";
export { spectralNormTable } from "./laws/spectral-norm/spectral-norm.ts";
export { type SpectralNormFactory } from "./laws/spectral-norm/subject.ts";
export { type TrainedConstraint } from "./laws/training/subject.ts";
export { trainedConstraints } from "./laws/training/trained-constraints.ts";
export { trainingTable } from "./laws/training/training.ts";
export { builtInChecks, type BuiltInChecks, wantedOf } from "./built-in/built-in-checks.ts";
export { type AbsentBackend, findBackends, type PresentBackend } from "./built-in/find-backends.ts";
export { lawTableChecks } from "./built-in/law-table-checks.ts";
export { conformanceCaseNames } from "./conformance/conformance-case-names.ts";
export { type ConformanceRow, type Order } from "./conformance/conformance-row.ts";
export { type ConformanceColumn, formatConformance } from "./conformance/format-conformance.ts";
export { kernelsUsed } from "./conformance/kernels-used.ts";
export { type ConformanceOptions, runConformance } from "./conformance/run-conformance.ts";
