"""Documents that learners mend, with the line of every place: JSON, YAML with CloudFormation's short forms, Terraform's HCL."""
