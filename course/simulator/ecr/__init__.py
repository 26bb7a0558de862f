"""How ECR keeps and drops images: policies, their evaluation, wildcards; no moto, no clock of its own."""
