#!/usr/bin/env bash
#SBATCH --job-name=istyle
#SBATCH --array=0-3
#SBATCH --cpus-per-task=4
#SBATCH --requeue
#SBATCH --output=istyle-%A_%a.log
# A batch on Slurm, a quarter of it in each task of the array. From the repository, on a file system that all nodes share:
#
#   ./istyle --version        # builds it once, before the tasks need it
#   sbatch examples/slurm-array.sh examples/jobs.jsonl -o out
#   sbatch --array=0-31 --gpus-per-task=1 examples/slurm-array.sh --content 'photos/*' --style 'paintings/*' -o out
#
# istyle batch finds out from SLURM_ARRAY_TASK_… which part is its own, and says so in the log. A task that is cancelled, preempted
# or out of time gets SIGTERM: it saves its picture and ends; submitted again, the same command makes what is left.
set -euo pipefail

cd "${SLURM_SUBMIT_DIR:-.}"
# srun, so that signals reach the program and not this shell.
exec srun --ntasks=1 --cpus-per-task="${SLURM_CPUS_PER_TASK:-1}" "${ISTYLE:-./istyle}" batch "$@" --threads "${SLURM_CPUS_PER_TASK:-1}"
